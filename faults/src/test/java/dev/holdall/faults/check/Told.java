package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A history made by hand, one line an operation: who, from when, until when, what and, if there is any, the result. Worker {@code a} has one
 * thread and session {@code a}.
 *
 * <pre>
 *   a 0-10 put(1) = 2         was answered
 *   a 11- put(3)              its caller was killed
 *   a 11- put(3) ! Lost       its caller was told that its effect is open
 *   a 12-13 put(4) ! Refused  failed without effect
 *   a 20-30 lock/x.acquire()  is about lock/x, and not about what all others are about
 * </pre>
 */
public final class Told {
    private static final Pattern LINE =
            Pattern.compile("(\\w+) (\\d+)-(\\d*) (?:([^ (]+/[^ (]+)\\.)?(\\w+)\\((.*?)\\)(?: ([=!]) (.+))?");

    private Told() {}

    public static List<Operation> operations(String... lines) {
        List<Operation> operations = new ArrayList<>();
        for (String line : lines) {
            operations.add(operation("#" + operations.size(), line));
        }
        return operations;
    }

    private static Outcome outcome(boolean open, boolean failed) {
        return failed ? open ? Outcome.LOST : Outcome.FAILED : open ? Outcome.MISSING : Outcome.OK;
    }

    private static Operation operation(String id, String line) {
        Matcher words = LINE.matcher(line);
        if (!words.matches()) {
            throw new IllegalArgumentException(line);
        }
        boolean open = words.group(3).isEmpty();
        boolean failed = "!".equals(words.group(7));
        return new Operation(
                id,
                words.group(1) + "/t",
                words.group(1),
                words.group(4) == null ? "k/1" : words.group(4),
                words.group(5),
                words.group(6),
                Long.parseLong(words.group(2)),
                open ? Operation.NEVER : Long.parseLong(words.group(3)),
                outcome(open, failed),
                words.group(8) == null ? "" : words.group(8));
    }
}
