package dev.holdall.benchmarks.driver;

/**
 * What a client process did in a round.
 *
 * @param operations how many operations count
 * @param calls how many the server has served for it, those included that only end a round
 * @param nanos how long it took
 */
public record Outcome(long operations, long calls, long nanos, Latencies latencies) {
    /** As words of an answer. */
    String words() {
        return operations + " " + calls + " " + nanos + " " + latencies.word();
    }

    /** Reads what a client process answered. */
    public static Outcome of(String words) {
        String[] word = words.split(" ");
        return new Outcome(
                Long.parseLong(word[0]), Long.parseLong(word[1]), Long.parseLong(word[2]), Latencies.of(word[3]));
    }

    /** Both together, which happened at the same time. */
    public Outcome with(Outcome other) {
        Latencies both = new Latencies();
        both.add(latencies);
        both.add(other.latencies);
        return new Outcome(operations + other.operations, calls + other.calls, Math.max(nanos, other.nanos), both);
    }

    public double perSecond() {
        return operations * 1e9 / nanos;
    }
}
