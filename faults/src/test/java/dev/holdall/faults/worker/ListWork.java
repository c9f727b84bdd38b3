package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedList;
import java.util.List;

/** Appends to a list and looks where things stand. */
final class ListWork extends Workload {
    private static final int PAUSE_MILLIS = 20;
    private static final int SLOT_MILLIS = 500;

    private int size;

    ListWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "list-" + slot(SLOT_MILLIS);
        String key = Keys.key(name);
        SharedList<String> list = open(manager, name, (m, named) -> m.list(named, String.class));
        String value = fresh();
        switch (random().nextInt(8)) {
            case 0, 1, 2 -> call(manager, key, "add", value, m -> done(list.add(value)));
            case 3 ->
                call(manager, key, "addAll", value + ",+" + value, m -> done(list.addAll(List.of(value, '+' + value))));
            case 4, 5 -> size = Integer.parseInt(call(manager, key, "size", "", m -> String.valueOf(list.size())));
            default -> {
                int index = random().nextInt(size + 1);
                call(manager, key, "get", String.valueOf(index), m -> got(list, index));
            }
        }
    }

    private static String done(boolean always) {
        return "";
    }

    private static String got(SharedList<String> list, int index) {
        try {
            return list.get(index);
        } catch (IndexOutOfBoundsException e) {
            return "none";
        }
    }
}
