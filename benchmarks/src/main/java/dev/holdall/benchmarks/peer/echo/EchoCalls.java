package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.workload.Waiting;

/** {@link Echoes} that wait for the bytes to come back. */
final class EchoCalls extends Echoes<Object> implements Waiting {
    EchoCalls(Exchange<Object> exchange, Size size) {
        super(exchange, size);
    }

    @Override
    public byte[] take() {
        throw keepsNothing();
    }

    private static UnsupportedOperationException keepsNothing() {
        return new UnsupportedOperationException("an echo keeps nothing that could be taken");
    }
}
