package dev.holdall.client.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.client.plugin.PluginType;
import dev.holdall.client.proxy.PluginSignature;
import dev.holdall.client.proxy.Proxies;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginTakeReply;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a task's answer refers to. */
class TasksTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final TypeRef<SharedList<String>> LIST = new TypeRef<>() {};

    /** Shows a list's size in a list. */
    public interface Sized extends PluginObject {
        List<Integer> sizes();
    }

    private record Sizes(SharedList<String> list) implements Sized {
        @Override
        public List<Integer> sizes() {
            return new AbstractList<>() {
                @Override
                public Integer get(int index) {
                    return list.size();
                }

                @Override
                public int size() {
                    return 1;
                }
            };
        }
    }

    private static final class SizedType implements PluginType<Sized, SharedList<String>> {
        @Override
        public Class<Sized> exposed() {
            return Sized.class;
        }

        @Override
        public TypeRef<SharedList<String>> state() {
            return LIST;
        }

        @Override
        public SharedList<String> create(Object... arguments) {
            throw new UnsupportedOperationException("it is only restored here");
        }

        @Override
        public Sized restore(SharedList<String> state) {
            return new Sizes(state);
        }

        @Override
        public SharedList<String> save(Sized object) {
            return ((Sizes) object).list();
        }
    }

    @Test
    void run_passesOnWhatTheStateRefersTo_thoughTheResultMakesCalls() throws Exception {
        Proxies proxies = MANAGERS.manager().proxies();
        SharedList<String> list = MANAGERS.manager().list(String.class);
        Codec<SharedList<String>> codec = proxies.codecs().of(LIST);
        ByteString state = codec.encode(list);
        Holds.takeEncoded();
        PluginTakeReply task = PluginTakeReply.newBuilder()
                .setObject(ObjectId.newBuilder().setNumber(1))
                .setTask(1)
                .setType(Sized.class.getName())
                .setMethod(new PluginSignature(Sized.class.getMethod("sizes"), proxies.codecs()).key())
                .setState(state)
                .build();

        PluginDoneRequest done = new Tasks(new PluginTypes(List.of(new SizedType()), proxies), proxies).run(task);

        assertThat(done.hasFailure()).isFalse();
        assertThat(Holds.takeEncoded())
                .extracting(Held::object)
                .contains(list.handle().id());
    }
}
