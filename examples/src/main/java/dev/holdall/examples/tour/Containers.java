package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.client.TypeRef;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.proxy.SharedSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/** List, dict, set and queue: what holds many elements. */
final class Containers {
    private Containers() {}

    static void list(Manager manager, Findings findings) {
        SharedList<Integer> numbers = manager.list(Integer.class);
        numbers.addAll(List.of(3, 1, 2));
        numbers.add(4);
        findings.expect("extended and appended to", List.of(3, 1, 2, 4), numbers);

        numbers.sort(Comparator.reverseOrder());
        findings.expect("sorted downwards", List.of(4, 3, 2, 1), numbers);
        findings.expect("its slice [-2:]", List.of(2, 1), numbers.slice(-2, null));
        findings.expect("popped", 1, numbers.removeLast());
    }

    static void dict(Manager manager, Findings findings) {
        SharedDict<String, Integer> counts = manager.dict(String.class, Integer.class);
        for (String word : "to be or not to be".split(" ")) {
            counts.merge(word, 1, Integer::sum);
        }
        findings.expect("words counted", Map.of("to", 2, "be", 2, "or", 1, "not", 1), counts);

        // A shared object is a value too: the dict holds a reference to a list, which lives as long as that.
        SharedDict<String, SharedList<String>> notes =
                manager.dict(TypeRef.of(String.class), new TypeRef<SharedList<String>>() {});
        notes.put("monday", manager.list(String.class));
        notes.get("monday").add("shopping");
        findings.expect("a list inside, added to in place", List.of("shopping"), notes.get("monday"));
    }

    static void set(Manager manager, Findings findings) {
        SharedSet<String> mine = manager.set(String.class);
        SharedSet<String> yours = manager.set(String.class);
        mine.addAll(List.of("tea", "bread", "tea"));
        yours.addAll(List.of("bread", "milk"));
        findings.expect("added to, one element twice", Set.of("tea", "bread"), mine);
        findings.expect("an intersection, made in the manager", Set.of("bread"), mine.intersection(yours));

        mine.unionUpdate(yours);
        findings.expect("united with another", Set.of("tea", "bread", "milk"), mine);
    }

    static void queue(Manager manager, Findings findings) throws Exception {
        SharedQueue<String> jobs = manager.queue(String.class, 2);
        Future<String> producer = Party.start(() -> {
            for (String job : List.of("a", "b", "c", "d")) {
                jobs.put(job); // waits while there are two
            }
            return "done";
        });
        StringBuilder taken = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            taken.append(jobs.take()); // waits while there is none
            jobs.taskDone();
        }
        findings.expect("four jobs through room for two", "abcd", taken.toString());
        findings.expect("its producer", "done", producer.get());
        jobs.join();
        findings.expect("unfinished tasks after join", 0L, jobs.unfinishedTasks());

        SharedQueue<String> stack = manager.lifoQueue(String.class);
        stack.addAll(List.of("first", "last"));
        findings.expect("last in first out", "last", stack.take());

        SharedQueue<String> byLength = manager.priorityQueue(String.class, String::length);
        byLength.addAll(List.of("longer", "long"));
        findings.expect("lowest priority first", "long", byLength.take());
    }
}
