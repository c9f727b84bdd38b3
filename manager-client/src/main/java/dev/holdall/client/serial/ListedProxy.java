package dev.holdall.client.serial;

import java.io.Serializable;

/** What stands in an element's bytes for a proxy: which class it is, its type arguments, and its number in the element's list. */
record ListedProxy(Class<?> proxy, SerializedType[] types, int number) implements Serializable {
    ListedProxy {
        types = types.clone();
    }
}
