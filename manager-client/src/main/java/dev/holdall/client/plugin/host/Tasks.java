package dev.holdall.client.plugin.host;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.client.proxy.PluginProxy;
import dev.holdall.client.proxy.PluginSignature;
import dev.holdall.client.proxy.Proxies;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginTakeReply;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs tasks, and keeps the objects that they were calls of. Thread-safe; an object has one task at a time. */
final class Tasks {
    /** So many objects are kept; the manager sends the state of others again. */
    private static final int KEPT = 1_000;

    private final PluginTypes types;
    private final Proxies proxies;
    private final Map<ObjectId, Hosted> kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectId, Hosted> eldest) {
            return size() > KEPT;
        }
    });

    Tasks(PluginTypes types, Proxies proxies) {
        this.types = types;
        this.proxies = proxies;
    }

    /** The task is not what the manager has: the object is made anew for its next one. */
    void forget(PluginTakeReply task) {
        kept.remove(task.getObject());
    }

    /** Runs a task. Whatever goes wrong is in the answer. The thread's next call keeps what the answer refers to: it is to be the answer. */
    PluginDoneRequest run(PluginTakeReply task) {
        PluginDoneRequest.Builder done =
                PluginDoneRequest.newBuilder().setObject(task.getObject()).setTask(task.getTask());
        // Kept again only by a call that ends well: a failed one may have left it half changed.
        Hosted before = kept.remove(task.getObject());
        HostedType<?, ?> type = types.get(task.getType());
        Encoded references = new Encoded();
        if (type == null) {
            return done.setFailure(HostFailures.of(
                            Kind.UNKNOWN_TYPE,
                            "the plug-in hosts have no type " + task.getType() + "; they have " + types.names()))
                    .build();
        }
        try {
            if (task.getCreate()) {
                ByteString state = type.create(task.getCreationList());
                references.take();
                before = new Hosted(type.restore(state), state);
                done.setState(state);
            } else if (task.hasState()) {
                before = new Hosted(type.restore(task.getState()), task.getState());
            } else if (before == null) {
                return done.setNeedsState(true).build();
            }
            call(task, type, before, done, references);
        } catch (InvocationTargetException e) {
            done.setFailure(HostFailures.thrown(e.getCause() == null ? e : e.getCause()));
        } catch (Throwable e) { // whatever a plug-in throws is for its caller
            done.setFailure(HostFailures.thrown(e));
        }
        references.passOn();
        return done.build();
    }

    private void call(
            PluginTakeReply task,
            HostedType<?, ?> type,
            Hosted before,
            PluginDoneRequest.Builder done,
            Encoded references)
            throws Exception {
        Object object = before.object();
        @Nullable Object result = null;
        PluginSignature method = null;
        if (!task.getMethod().isEmpty()) {
            method = type.method(task.getMethod());
            if (method == null) {
                done.setFailure(HostFailures.of(
                        Kind.UNKNOWN_METHOD,
                        "the " + task.getType() + " that the plug-in hosts have has no method " + task.getMethod()));
                return;
            }
            @Nullable Object[] arguments;
            try {
                arguments = arguments(task, method, object);
            } catch (RuntimeException e) {
                done.setFailure(wrongArguments(task, e));
                return;
            }
            PluginSignature called = method;
            result = PluginProxy.whileRunning(
                    task.getObject(), () -> called.method().invoke(object, arguments));
        }
        ByteString after = type.save(object);
        // A result may take a call of its own to become a shared object, which would take it along.
        references.take();
        ByteString encoded = encode(result, method, task, object);
        references.take();
        // From here on nothing fails.
        if (!after.equals(before.state())) {
            done.setState(after);
        }
        done.setResult(encoded);
        // Before the answer: the next call may be here before its receipt.
        kept.put(task.getObject(), new Hosted(object, after));
    }

    private static PluginFailure wrongArguments(PluginTakeReply task, RuntimeException e) {
        return HostFailures.of(
                Kind.WRONG_ARGUMENTS,
                "the arguments for " + task.getMethod() + " of the " + task.getType() + ": " + e.getMessage());
    }

    /** Decodes them; a proxy of the object itself is the object, which could not wait for itself. */
    private static @Nullable Object[] arguments(PluginTakeReply task, PluginSignature method, Object object) {
        @Nullable Object[] arguments = method.decodeArguments(task.getArgumentsList());
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof SharedObject proxy
                    && proxy.handle().id().equals(task.getObject())) {
                arguments[i] = object;
            }
        }
        return arguments;
    }

    private ByteString encode(
            @Nullable Object result, @Nullable PluginSignature method, PluginTakeReply task, Object object) {
        if (method == null || method.method().getReturnType() == void.class) {
            return proxies.codecs().of(Object.class).encode(null);
        }
        return method.encodeResult(shared(result, method.method().getReturnType(), task, object));
    }

    /** A result that is an object of a plug-in's becomes a shared one. */
    private @Nullable Object shared(@Nullable Object result, Class<?> exposed, PluginTakeReply task, Object object) {
        if (!(result instanceof PluginObject) || result instanceof SharedObject || !PluginProxy.isExposed(exposed)) {
            return result;
        }
        if (result == object) {
            return PluginProxy.of(proxies, task.getObject(), exposed);
        }
        HostedType<?, ?> type = types.get(exposed.getName());
        if (type == null) {
            throw new IllegalStateException(
                    "no plug-in type exposes " + exposed.getName() + ", so no new object of it can be shared");
        }
        return PluginProxy.openWithState(proxies, exposed, type.save(result));
    }
}
