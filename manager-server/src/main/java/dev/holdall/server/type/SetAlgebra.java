package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.page.PagedDict;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetRelation;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes out of several sets, each the keys of a dict.
 *
 * <p>No operand is changed. A result begins as a snapshot of the first one, with which it shares the pages that stay alike, so elements
 * keep their places and their numbers.
 */
final class SetAlgebra {

    /** Asked before a result grows, so that one that is too large is refused before it has taken the memory. */
    @FunctionalInterface
    interface Admission {
        /** Refuses a result of this size. */
        void admit(long elements, long bytes);
    }

    private SetAlgebra() {}

    static PagedDict combine(SetOperation operation, PagedDict first, List<PagedDict> others, Admission admission) {
        return switch (operation) {
            case SET_OPERATION_UNION -> union(first, others, admission);
            case SET_OPERATION_INTERSECTION -> intersection(first, others);
            case SET_OPERATION_DIFFERENCE -> difference(first, others);
            case SET_OPERATION_SYMMETRIC_DIFFERENCE -> {
                if (others.size() != 1) {
                    throw Refusal.invalid(
                            "a symmetric difference is one to exactly one other set, not to " + others.size());
                }
                yield symmetricDifference(first, others.get(0), admission);
            }
            case SET_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                throw Refusal.invalid("the request names no operation that this manager knows");
        };
    }

    private static PagedDict union(PagedDict first, List<PagedDict> others, Admission admission) {
        PagedDict result = first.snapshot();
        for (PagedDict other : others) {
            PagedLog.Cursor cursor = other.after(0);
            while (cursor.next()) {
                add(cursor.key(), result, admission);
            }
        }
        return result;
    }

    /** Adds an element, unless it is there. */
    static void add(ByteString element, PagedDict to, Admission admission) {
        if (!to.containsKey(element)) {
            admission.admit(to.size() + 1, to.bytes() + element.size());
            to.put(element, ByteString.EMPTY);
        }
    }

    private static PagedDict intersection(PagedDict first, List<PagedDict> others) {
        PagedDict result = first.snapshot();
        PagedLog.Cursor cursor = first.after(0);
        while (cursor.next()) {
            ByteString element = cursor.key();
            if (!others.stream().allMatch(other -> other.containsKey(element))) {
                result.remove(element);
            }
        }
        return result;
    }

    private static PagedDict difference(PagedDict first, List<PagedDict> others) {
        PagedDict result = first.snapshot();
        for (PagedDict other : others) {
            // What is left of the result shrinks on the way; the smaller of the two is walked.
            PagedLog.Cursor cursor = (other.size() < result.size() ? other : result.snapshot()).after(0);
            while (cursor.next()) {
                ByteString element = cursor.key();
                if (other.containsKey(element)) {
                    result.remove(element);
                }
            }
        }
        return result;
    }

    private static PagedDict symmetricDifference(PagedDict first, PagedDict other, Admission admission) {
        PagedDict result = first.snapshot();
        List<ByteString> more = new ArrayList<>();
        PagedLog.Cursor cursor = other.after(0);
        while (cursor.next()) {
            ByteString element = cursor.key();
            if (first.containsKey(element)) {
                result.remove(element);
            } else {
                more.add(element);
            }
        }
        // Only now: what goes makes room for what comes.
        more.forEach(element -> add(element, result, admission));
        return result;
    }

    static boolean holds(SetRelation relation, PagedDict first, PagedDict other) {
        return switch (relation) {
            case SET_RELATION_DISJOINT ->
                first.size() <= other.size() ? areDisjoint(first, other) : areDisjoint(other, first);
            case SET_RELATION_SUBSET -> isSubset(first, other);
            case SET_RELATION_SUPERSET -> isSubset(other, first);
            case SET_RELATION_EQUAL -> first.size() == other.size() && isSubset(first, other);
            case SET_RELATION_UNSPECIFIED, UNRECOGNIZED ->
                throw Refusal.invalid("the request names no relation that this manager knows");
        };
    }

    private static boolean areDisjoint(PagedDict smaller, PagedDict larger) {
        PagedLog.Cursor cursor = smaller.after(0);
        while (cursor.next()) {
            if (larger.containsKey(cursor.key())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSubset(PagedDict inner, PagedDict outer) {
        if (inner.size() > outer.size()) {
            return false;
        }
        PagedLog.Cursor cursor = inner.after(0);
        while (cursor.next()) {
            if (!outer.containsKey(cursor.key())) {
                return false;
            }
        }
        return true;
    }
}
