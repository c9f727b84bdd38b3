package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;

/**
 * What a client process does in one go.
 *
 * @param bytes how large the values are
 * @param millis how long it is to take
 * @param seed of what is drawn at random
 * @param part which part of a {@link Workload#HANDOVER} is this process's
 */
public record Round(Workload workload, Mode mode, int bytes, int millis, long seed, Part part) {
    /** Who does what where processes do different things. */
    public enum Part {
        /** There is only one thing to do. */
        ALL,
        /** Puts elements. */
        PUT,
        /** Waits for them. */
        TAKE
    }

    /** As words of a command. */
    public String words() {
        return String.join(
                " ",
                workload.word(),
                mode.word(),
                String.valueOf(bytes),
                String.valueOf(millis),
                String.valueOf(seed),
                part.name());
    }

    static Round of(String words) {
        String[] word = words.split(" ");
        return new Round(
                Workload.of(word[0]),
                Mode.of(word[1]),
                Integer.parseInt(word[2]),
                Integer.parseInt(word[3]),
                Long.parseLong(word[4]),
                Part.valueOf(word[5]));
    }
}
