package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** All that can be done to a key of a dict. */
final class DictWork extends Workload {
    private static final int SLOT_MILLIS = 1_000;
    private static final int KEYS = 6;

    private String seen = "";

    DictWork(Caller caller, Random random, String worker) {
        super(caller, random, worker);
    }

    @Override
    int pauseMillis() {
        return 10;
    }

    @Override
    void step(Manager manager) throws Exception {
        SharedDict<String, String> dict =
                open(manager, Keys.DICT, (m, name) -> m.dict(name, String.class, String.class));
        String key = "k" + slot(SLOT_MILLIS) + '.' + random().nextInt(KEYS);
        String value = fresh();
        String history = "dict/" + key;
        switch (random().nextInt(10)) {
            case 0, 1, 2 -> call(manager, history, "put", value, m -> word(dict.put(key, value)));
            case 3 -> call(manager, history, "putIfAbsent", value, m -> word(dict.putIfAbsent(key, value)));
            case 4 -> call(manager, history, "remove", "", m -> word(dict.remove(key)));
            case 5, 6 -> {
                seen = call(manager, history, "get", "", m -> word(dict.get(key)));
                if (!seen.isEmpty()) {
                    String expected = seen;
                    call(
                            manager,
                            history,
                            "replace",
                            expected + ',' + value,
                            m -> String.valueOf(dict.replace(key, expected, value)));
                }
            }
            default -> call(manager, history, "get", "", m -> word(dict.get(key)));
        }
    }

    private static String word(@Nullable String value) {
        return value == null ? "" : value;
    }
}
