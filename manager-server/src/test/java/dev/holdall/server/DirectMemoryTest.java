package dev.holdall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.server.state.Limit;
import dev.holdall.wire.Key;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    @Test
    void isAsLargeAsTheHeapUnlessSet() {
        assertThat(DirectMemory.most()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void whatIsUsualFits() {
        DirectMemory.check(ServerOptions.usualLimits());
    }

    @Test
    void noManagerStartsThatAllowsMoreToComeInThanFits() {
        long most = DirectMemory.most() / 2;
        ServerOptions options = new ServerOptions()
                .key(Key.random())
                .limits(ServerOptions.usualLimits().with(Limit.INBOUND_BYTES, most + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldallServer.start(options))
                .withMessageContaining("inbound-bytes")
                .withMessageContaining(String.valueOf(most + 1))
                .withMessageContaining("-XX:MaxDirectMemorySize");
    }
}
