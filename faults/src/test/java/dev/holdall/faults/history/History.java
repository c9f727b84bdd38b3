package dev.holdall.faults.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All operations of a run, in the order in which they were called, and what they tell of the sessions. */
public final class History {
    private final List<Operation> operations;
    private final Map<String, Long> lastAlive = new HashMap<>();

    public History(List<Operation> operations) {
        this.operations = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK) {
                lastAlive.merge(operation.session(), operation.invoked(), Math::max);
            }
        }
    }

    /** Reads what {@link Recorder}s wrote. */
    public static History read(List<Path> files) throws IOException {
        List<Operation> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(read(file));
        }
        return new History(all);
    }

    private static List<Operation> read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // What stands behind the last line break was being written when the writer was killed.
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        Map<String, String[]> open = new LinkedHashMap<>();
        List<Operation> read = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split("\t", -1);
            if (words[0].equals("call")) {
                open.put(words[1], words);
            } else {
                read.add(operation(open.remove(words[1]), words));
            }
        }
        open.values().forEach(call -> read.add(operation(call, null)));
        return read;
    }

    private static Operation operation(String[] call, String @Nullable [] done) {
        String worker = call[3].substring(0, call[3].indexOf('/'));
        Outcome outcome = done == null ? Outcome.MISSING : Outcome.valueOf(done[3]);
        String session = done == null || done[4].equals(call[4]) ? call[4] : call[4] + '|' + done[4];
        return new Operation(
                worker + '#' + call[1],
                call[3],
                session,
                call[5],
                call[6],
                call[7],
                Long.parseLong(call[2]),
                done == null || outcome.isUnknown() ? Operation.NEVER : Long.parseLong(done[2]),
                outcome,
                done == null ? "" : done[5]);
    }

    public List<Operation> operations() {
        return operations;
    }

    /** The operations of each key. What failed without effect is left out: it explains nothing and needs no explanation. */
    public Map<String, List<Operation>> byKey() {
        Map<String, List<Operation>> byKey = new TreeMap<>();
        for (Operation operation : operations) {
            if (operation.outcome() != Outcome.FAILED) {
                byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
            }
        }
        return byKey;
    }

    /**
     * Until when a session is known to have lived: when its last operation was called that was answered. It cannot have ended before. {@link
     * Long#MIN_VALUE} if none was.
     */
    public long lastAlive(String session) {
        return lastAlive.getOrDefault(session, Long.MIN_VALUE);
    }

    /**
     * Whether the manager may not have learnt that this answer was received. Every call tells it of all answers received before, so one that
     * was called later in the same session, and answered, settles it.
     */
    public boolean mayBeUnacknowledged(Operation answered) {
        for (String session : answered.session().split("\\|")) {
            if (lastAlive(session) > answered.completed()) {
                return false;
            }
        }
        return true;
    }
}
