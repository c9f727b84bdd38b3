package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;

/** All that can be done to a key of a dict. */
final class DictWork extends Workload {
    private static final int PAUSE_MILLIS = 10;
    private static final int SLOT_MILLIS = 1_000;
    private static final int KEYS = 6;

    private String seen = "";

    DictWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        SharedDict<String, String> dict = dict(manager);
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
}
