package dev.holdall.server.type;

import dev.holdall.server.state.page.PagedList;
import dev.holdall.v1.ListAppendRequest;
import java.lang.reflect.Field;

/** What planted bugs do to objects. */
public final class TypeSabotage {
    private static final Field LIST = list();

    private TypeSabotage() {}

    private static Field list() {
        try {
            Field field = ListType.Elements.class.getDeclaredField("list");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PagedList listOf(Object elements) {
        try {
            return (PagedList) LIST.get(elements);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Appends before anybody has asked whether there is room. */
    public static void append(Object elements, Object request) {
        listOf(elements).add(((ListAppendRequest) request).getElement());
    }

    /** There was room, and it was appended once more. */
    public static void removeLast(Object elements) {
        PagedList list = listOf(elements);
        list.remove(list.size() - 1);
    }
}
