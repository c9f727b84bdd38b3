package dev.holdall.faults.harness;

import dev.holdall.faults.check.Finding;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What has to hold of those who hold a lock: of what they read and write meanwhile, and of what the lock guards. */
final class SectionAudit {
    private final History history;
    private final BiConsumer<String, Finding> found;
    private int written;
    private int refused;

    SectionAudit(History history, BiConsumer<String, Finding> found) {
        this.history = history;
        this.found = found;
    }

    /** One time that somebody held a lock, and what he did meanwhile. */
    private static final class Section {
        final Operation acquired;
        /** Of this section and after it, until the same process holds a lock again. */
        final List<Operation> guarded = new ArrayList<>();

        final List<Operation> operations = new ArrayList<>();

        @Nullable
        Operation released;

        String read = "";
        String wrote = "";

        Section(Operation acquired) {
            this.acquired = acquired;
            operations.add(acquired);
        }

        long token() {
            return Long.parseLong(acquired.result());
        }

        void add(Operation operation) {
            if (operation.kind().equals("fenced")) {
                guarded.add(operation);
            } else if (released == null) {
                operations.add(operation);
                switch (operation.name()) {
                    case "get" -> read = operation.result();
                    case "put" -> wrote = operation.argument();
                    default -> released = operation;
                }
            }
        }

        /** Whether all of it is known, and it ended by being released. */
        boolean isClean() {
            return released != null
                    && released.result().equals("ok")
                    && operations.stream()
                            .allMatch(done -> done.outcome() == Outcome.OK
                                    && done.session().equals(acquired.session()));
        }

        Finding finding(String what, Operation shows) {
            List<Operation> all = new ArrayList<>(operations);
            all.add(shows);
            return new Finding(what, all);
        }
    }

    void audit() {
        sections().forEach((lock, byToken) -> {
            auditReads(lock, byToken);
            byToken.values().forEach(section -> section.guarded.forEach(write -> auditGuarded(section, write)));
        });
    }

    /** How many writes under a guard were done. */
    int written() {
        return written;
    }

    /** How many were refused. */
    int refused() {
        return refused;
    }

    /** By the lock's key and the token. */
    private Map<String, Map<Long, Section>> sections() {
        Map<String, Map<Long, Section>> sections = new TreeMap<>();
        Map<String, Section> open = new HashMap<>();
        for (Operation operation : history.operations()) {
            Section section = open.get(operation.process());
            if (operation.kind().equals("lock") && operation.name().equals("acquire")) {
                open.remove(operation.process());
                if (operation.outcome() == Outcome.OK && !operation.result().equals("no")) {
                    Section begun = new Section(operation);
                    open.put(operation.process(), begun);
                    sections.computeIfAbsent(operation.key(), key -> new TreeMap<>())
                            .put(begun.token(), begun);
                }
            } else if (section != null) {
                section.add(operation);
            }
        }
        return sections;
    }

    /**
     * Who holds the lock reads what the holder before him has written. Holders who lost their session, or were killed, may have written or not.
     */
    private void auditReads(String lock, Map<Long, Section> byToken) {
        Section before = null;
        for (Section section : byToken.values()) {
            if (before != null && before.isClean() && section.isClean() && !section.read.equals(before.wrote)) {
                List<Operation> both = new ArrayList<>(before.operations);
                both.addAll(section.operations);
                found.accept(lock, new Finding("a holder did not read what the holder before him wrote", both));
            }
            before = section;
        }
    }

    /** What a lock guards is written by its holder only, and never over what a later holder has written. */
    private void auditGuarded(Section section, Operation write) {
        boolean inTime = section.released != null && write.invoked() < section.released.invoked();
        if (write.outcome() == Outcome.FAILED) {
            refused++;
            if (inTime && section.isClean()) {
                found.accept(write.key(), section.finding("refused to who held the lock", write));
            }
        } else if (write.outcome() == Outcome.OK) {
            written++;
            if (section.isClean() && !inTime) {
                found.accept(write.key(), section.finding("written when the lock was released", write));
            }
            if (token(write.result()) > section.token()) {
                found.accept(write.key(), section.finding("written over what a later holder wrote", write));
            }
        }
    }

    private static long token(String value) {
        return value.isEmpty() ? 0 : Long.parseLong(value.substring(0, value.indexOf(':')));
    }
}
