package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More bytes of answers than the manager keeps at a time. */
@Timeout(60)
class LargeAnswersTest {
    @Test
    void many_large_reads_at_once_are_all_answered() throws Exception {
        Key key = Key.random();
        try (HoldallServer server = HoldallServer.start(new ServerOptions().key(key));
                Manager manager = Manager.connect(server.address(), new ManagerOptions().key(key))) {
            SharedList<byte[]> list = manager.list(byte[].class);
            list.add(new byte[100_000]);
            List<CompletableFuture<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                reads.add(list.async().get(0).thenApply(bytes -> new byte[bytes.length / 100_000]));
            }
            CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new)).get(50, TimeUnit.SECONDS);
            assertThat(reads).allSatisfy(read -> assertThat(read.join()).hasSize(1));
        }
    }
}
