package dev.holdall.client.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.PluginFault;
import dev.holdall.client.Refused;
import dev.holdall.client.RemoteFailure;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.plugin.TestPlugins.Looping;
import dev.holdall.client.plugin.TestPlugins.Tally;
import dev.holdall.client.plugin.TestPlugins.Throwing;
import dev.holdall.client.proxy.PluginProxy;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.python.Python;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.plugin.PluginOptions;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginInvokeReply;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginTakeReply;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins that run in a plug-in host, used through proxies. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PluginsTest {
    private static ManagerFixture managers;

    @BeforeAll
    static void start() {
        managers = ManagerFixture.start(new ServerOptions().plugins(new PluginOptions()));
    }

    @AfterAll
    static void stop() {
        managers.close();
    }

    private static Manager manager() {
        return managers.manager();
    }

    private static <T> CompletableFuture<T> inTheBackground(java.util.concurrent.Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(call.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    // Objects ----------------------------------------------------------------------------------------------------

    @Test
    @Python("register")
    void object_isSharedByItsName() {
        Tally hits = manager().plugin("hits", Tally.class, 5L);
        assertThat(hits.get()).isEqualTo(5);
        assertThat(hits.add(2)).isEqualTo(7);
        Tally same = managers.other().plugin("hits", Tally.class, 100L);
        assertThat(same.get()).isEqualTo(7);
        assertThat(same)
                .isEqualTo(hits)
                .hasSameHashCodeAs(hits)
                .isNotEqualTo(manager().plugin(Tally.class, 5L));
        assertThat(hits).hasToString("Tally[hits]");
        assertThat(((SharedObject) hits).name()).isEqualTo("hits");
        assertThat(manager().names()).contains("hits");
    }

    @Test
    void methods_areToldApartByTheirParameters() {
        Tally tally = manager().plugin(Tally.class, 5L);
        assertThat(tally.add("x")).isEqualTo("5x");
        assertThat(tally.add(1L)).isEqualTo(6);
        assertThat(tally.describe(List.of(1L, 2L))).isEqualTo(Map.of("n", List.of(6L), "with", List.of(1L, 2L)));
        assertThat(tally.nothing()).isNull();
    }

    @Test
    void callsOfManyThreads_loseNothing() throws Exception {
        Tally tally = manager().plugin(Tally.class, 0L);
        List<CompletableFuture<Long>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(inTheBackground(() -> {
                long last = 0;
                for (int n = 0; n < 50; n++) {
                    last = tally.add(1);
                }
                return last;
            }));
        }
        for (CompletableFuture<Long> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }
        assertThat(tally.get()).isEqualTo(400);
    }

    @Test
    void differentObjects_runAtTheSameTime() throws Exception {
        SharedQueue<String> there = manager().queue(String.class);
        SharedQueue<String> word = manager().queue(String.class);
        Tally first = manager().plugin(Tally.class, 0L);
        Tally second = manager().plugin(Tally.class, 0L);
        CompletableFuture<String> a = inTheBackground(() -> first.meet(there, word));
        CompletableFuture<String> b = inTheBackground(() -> second.meet(there, word));
        assertThat(there.take()).isEqualTo("here");
        assertThat(there.take()).isEqualTo("here");
        // An object that is busy can be found all the same.
        word.put("go");
        word.put("go");
        assertThat(a.get(60, TimeUnit.SECONDS)).isEqualTo("go");
        assertThat(b.get(60, TimeUnit.SECONDS)).isEqualTo("go");
    }

    @Test
    void deletedObject_isGone() {
        Tally tally = manager().plugin("deleted", Tally.class, 0L);
        assertThat(manager().delete((SharedObject) tally)).isTrue();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(tally::get)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT));
        assertThat(manager().plugin("deleted", Tally.class, 3L).get()).isEqualTo(3);
    }

    // Proxies ----------------------------------------------------------------------------------------------------

    @Test
    void proxies_areElements() {
        Tally tally = manager().plugin(Tally.class, 5L);
        SharedList<Tally> list = manager().list("tallies", Tally.class);
        list.add(tally);
        SharedDict<String, Object> dict = manager().dict("anything", String.class, Object.class);
        dict.put("tally", tally);

        Tally read = managers.other().list("tallies", Tally.class).get(0);
        read.add(1);
        assertThat(tally.get()).isEqualTo(6);
        assertThat(list).containsExactly(read);
        assertThat(list.indexOf(read)).isZero();
        assertThat(dict.get("tally")).isInstanceOf(SharedObject.class).isEqualTo(tally);
        SharedList<Throwing> mistaken = managers.other().list("tallies", Throwing.class);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> mistaken.get(0).count())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
        SharedList<Tally> ofLists = manager().list("lists-not-tallies", Tally.class);
        managers.other()
                .list("lists-not-tallies", new dev.holdall.client.TypeRef<SharedList<Tally>>() {})
                .add(list);
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> ofLists.get(0));
    }

    @Test
    void proxies_areArguments() {
        Tally tally = manager().plugin(Tally.class, 1L);
        SharedList<Long> numbers = manager().list(Long.class);
        numbers.addAll(List.of(2L, 3L));
        tally.addAllOf(numbers);
        assertThat(tally.get()).isEqualTo(6);
        assertThat(tally.plus(manager().plugin(Tally.class, 10L))).isEqualTo(16);
        assertThat(tally.plus(tally)).isEqualTo(12);
    }

    @Test
    void newObjects_areResults() {
        Tally tally = manager().plugin(Tally.class, 1L);
        Tally copy = tally.copy();
        assertThat(copy).isNotEqualTo(tally);
        copy.add(1);
        assertThat(copy.get()).isEqualTo(2);
        assertThat(tally.get()).isEqualTo(1);
        assertThat(tally.itself()).isEqualTo(tally);
    }

    @Test
    void object_thatCallsItselfThroughItsProxyIsToldSo() {
        Tally tally = manager().plugin(Tally.class, 1L);
        SharedList<Tally> holder = manager().list(Tally.class);
        holder.add(tally);
        assertThatExceptionOfType(PluginFault.class)
                .isThrownBy(() -> tally.callsItselfThrough(holder))
                .withMessageContaining("calls itself");
        assertThat(tally.get()).isEqualTo(1);
    }

    @Test
    void localImplementation_isNoElement() {
        SharedList<Tally> list = manager().list(Tally.class);
        Tally local = (Tally) java.lang.reflect.Proxy.newProxyInstance(
                Tally.class.getClassLoader(), new Class<?>[] {Tally.class}, (proxy, method, arguments) -> null);
        assertThatIllegalArgumentException().isThrownBy(() -> list.add(local)).withMessageContaining("not shared");
    }

    // Failures ---------------------------------------------------------------------------------------------------

    @Test
    void whatAPluginThrows_reachesItsCallerWithItsStack() {
        Throwing throwing = manager().plugin(Throwing.class);
        assertThat(throwing.count()).isEqualTo(1);
        assertThatExceptionOfType(PluginFault.class)
                .isThrownBy(() -> throwing.fail("on purpose"))
                .withMessageContaining("java.io.IOException: on purpose")
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(PluginFault.Reason.THROWN);
                    assertThat(e.effect()).isEqualTo(ManagerException.Effect.UNKNOWN);
                    assertThat(e.getCause()).isInstanceOf(RemoteFailure.class).hasMessageContaining("on purpose");
                    assertThat(e.getCause().getStackTrace()[0].getMethodName()).isEqualTo("fail");
                    assertThat(e.getCause().getCause()).hasMessageContaining("below");
                });
        // As if it had not been called.
        assertThat(throwing.count()).isEqualTo(2);
    }

    @Test
    void failedCreation_leavesTheNameFree() {
        assertThatExceptionOfType(PluginFault.class)
                .isThrownBy(() -> manager().plugin("failed", Tally.class))
                .withMessageContaining("a tally begins with one number, not 0");
        assertThat(manager().exists("failed")).isFalse();
        assertThat(manager().plugin("failed", Tally.class, 1L).get()).isEqualTo(1);
    }

    /** No plug-in type exposes it. */
    public interface Unknown extends PluginObject {
        void nothing();
    }

    @Test
    void unknownType_isRefusedAndNamesTheKnownOnes() {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().plugin("unknown", Unknown.class))
                .withMessageContaining(Unknown.class.getName())
                .withMessageContaining(Tally.class.getName())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNIMPLEMENTED));
        assertThat(manager().exists("unknown")).isFalse();
    }

    private static PluginInvokeReply invoke(Tally tally, String method, Object... arguments) {
        Calls calls = manager().proxies().calls();
        PluginInvokeRequest.Builder request = PluginInvokeRequest.newBuilder()
                .setObject(((SharedObject) tally).handle().id())
                .setType(Tally.class.getName())
                .setMethod(method);
        for (Object argument : arguments) {
            ByteString encoded = manager().proxies().codecs().of(Object.class).encode(argument);
            request.addArguments(encoded);
        }
        PluginInvokeRequest built = request.build();
        return calls.run(
                calls.waiting(PluginsGrpc::newFutureStub),
                Operation.of(stub -> stub.invoke(built), (PluginInvokeReply reply) -> reply));
    }

    @Test
    void unknownMethodAndWrongArguments_areRefused() {
        Tally tally = manager().plugin(Tally.class, 1L);
        assertThat(invoke(tally, "take(long)", 1L).getFailure().getKind()).isEqualTo(Kind.UNKNOWN_METHOD);
        assertThat(invoke(tally, "hashCode()").getFailure().getKind()).isEqualTo(Kind.UNKNOWN_METHOD);
        assertThat(invoke(tally, "add(long)").getFailure().getMessage()).contains("takes 1 arguments, 0 were given");
        assertThat(invoke(tally, "add(long)", "one").getFailure().getKind()).isEqualTo(Kind.WRONG_ARGUMENTS);
        assertThat(invoke(tally, "add(long)", 1L).hasResult()).isTrue();
        assertThat(tally.get()).isEqualTo(2);
    }

    @Test
    void tasks_areNotForClients() {
        Calls calls = manager().proxies().calls();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> calls.run(
                        calls.waiting(PluginsGrpc::newFutureStub),
                        Operation.of(
                                stub -> stub.take(PluginTakeRequest.getDefaultInstance()),
                                (PluginTakeReply reply) -> reply)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNAUTHENTICATED));
    }

    @Test
    void tooLargeAResult_isTheCallsOwnFailure() {
        Tally tally = manager().plugin(Tally.class, 1L);
        assertThatExceptionOfType(PluginFault.class)
                .isThrownBy(() -> tally.large(9 << 20))
                .withMessageContaining("element-bytes");
        assertThat(tally.add(1)).isEqualTo(2);
    }

    /** Has what every proxy has. */
    public interface Handled extends PluginObject {
        Object handle();
    }

    /** Takes what has no encoding. */
    public interface Unencodable extends PluginObject {
        void take(Thread thread);
    }

    @Test
    void interfaces_thatCannotBeUsedAreRefusedBeforeAnythingIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().plugin("none", Handled.class))
                .withMessageContaining("handle()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().plugin("none", Unencodable.class))
                .withMessageContaining("take(java.lang.Thread)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().plugin("none", PluginObject.class))
                .withMessageContaining("interface");
        assertThatIllegalArgumentException().isThrownBy(() -> manager().plugin("", Tally.class, 1L));
        assertThat(manager().exists("none")).isFalse();
    }

    @Test
    void managerWithoutPlugins_saysSoAtOnce() {
        try (ManagerFixture without = ManagerFixture.start()) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> without.manager().plugin("c", Looping.class))
                    .withMessageContaining("--plugins")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNIMPLEMENTED));
            assertThat(without.server().pluginHost()).isEmpty();
        }
    }

    // Guards -----------------------------------------------------------------------------------------------------

    @Test
    void a_guarded_call_is_refused_once_its_lock_is_released() {
        SharedLock lock = manager().lock();
        Tally tally = manager().plugin(Tally.class, 0L);
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> PluginProxy.guardedBy(tally, lock));
        lock.lock();
        for (Tally guarded :
                List.of(PluginProxy.guardedBy(tally, lock), PluginProxy.guardedBy(tally, lock, lock.fencingToken()))) {
            assertThat(guarded).isEqualTo(tally);
            guarded.add(1);
        }
        Tally guarded = PluginProxy.guardedBy(tally, lock);
        lock.unlock();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> guarded.add(10))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.STALE_GUARD));
        assertThat(tally.get()).isEqualTo(2);
    }
}
