package dev.holdall.client.proxy;

import dev.holdall.v1.DictEntry;
import java.util.AbstractMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The three views of a dict. */
final class DictViews {
    private DictViews() {}

    /** The entries. */
    static final class Entries<K, V> extends DictView.OfSet<Map.Entry<K, V>> {
        private final SharedDict<K, V> dict;

        Entries(SharedDict<K, V> dict) {
            super(dict);
            this.dict = dict;
        }

        /** An entry whose {@code setValue} reaches the dict. */
        @Override
        Map.Entry<K, V> show(DictEntry found) {
            return new AbstractMap.SimpleEntry<>(dict.key(found), dict.value(found)) {
                private static final long serialVersionUID = 1;

                @Override
                public V setValue(V value) {
                    dict.set(getKey(), value);
                    return super.setValue(value);
                }
            };
        }

        @Override
        public boolean contains(@Nullable Object element) {
            return element instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && dict.hasEntry(entry.getKey(), entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object element) {
            return element instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && dict.remove(entry.getKey(), entry.getValue());
        }
    }

    /** The keys. */
    static final class Keys<K, V> extends DictView.OfSet<K> {
        private final SharedDict<K, V> dict;

        Keys(SharedDict<K, V> dict) {
            super(dict);
            this.dict = dict;
        }

        @Override
        K show(DictEntry found) {
            return dict.key(found);
        }

        @Override
        boolean showsKeysOnly() {
            return true;
        }

        @Override
        public boolean contains(Object key) {
            return dict.containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return dict.removeKey(dict.encodeKey(key));
        }
    }

    /** The values. */
    static final class Values<K, V> extends DictView<V> {
        private final SharedDict<K, V> dict;

        Values(SharedDict<K, V> dict) {
            super(dict);
            this.dict = dict;
        }

        @Override
        V show(DictEntry found) {
            return dict.value(found);
        }

        @Override
        public boolean contains(Object value) {
            return dict.containsValue(value);
        }
    }
}
