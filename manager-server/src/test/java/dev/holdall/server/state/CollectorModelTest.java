package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListRemoveAtRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random references between lists, against a model that knows what can be reached. */
class CollectorModelTest {
    private static final int OPERATIONS = 3_000;

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall().collectingBy(4);

    private final Map<ObjectId, List<ObjectId>> content = new LinkedHashMap<>();
    private final Map<ObjectId, Integer> held = new LinkedHashMap<>();
    private TestSession session;
    private ObjectId root;
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_can_be_reached_stays_and_all_else_goes(long seed) {
        random = new Random(seed);
        session = machine.open();
        root = session.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("root").build())
                .getId();
        content.put(root, new ArrayList<>());
        for (int i = 0; i < OPERATIONS; i++) {
            operation();
            if (random.nextInt(3) == 0) {
                machine.advance(Duration.ofMillis(2));
            }
            assertThat(reachable()).allMatch(machine::exists, "is there");
        }
        machine.collect();
        assertThat(machine.objectCount()).isEqualTo(reachable().size());
        session.end();
        held.clear();
        machine.collect();
        assertThat(machine.objectCount()).isEqualTo(reachable().size());
    }

    private void operation() {
        List<ObjectId> mine = new ArrayList<>(held.keySet());
        ObjectId here = mine.isEmpty() || random.nextInt(8) == 0 ? root : any(mine);
        List<ObjectId> elements = content.get(here);
        switch (random.nextInt(5)) {
            case 0 -> {
                ObjectId made = session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                        .getId();
                content.put(made, new ArrayList<>());
                held.merge(made, 1, Integer::sum);
            }
            case 1 -> {
                if (!mine.isEmpty()) {
                    ObjectId target = any(mine);
                    ByteString element = Elements.of(target, ListsGrpc.SERVICE_NAME);
                    session.call(
                            ListsGrpc.getAppendMethod(),
                            ListAppendRequest.newBuilder()
                                    .setList(here)
                                    .setElement(element)
                                    .build());
                    elements.add(target);
                }
            }
            case 2 -> {
                if (!elements.isEmpty()) {
                    int index = random.nextInt(elements.size());
                    session.call(
                            ListsGrpc.getGetMethod(),
                            ListGetRequest.newBuilder()
                                    .setList(here)
                                    .setIndex(index)
                                    .build());
                    held.merge(elements.get(index), 1, Integer::sum);
                }
            }
            case 3 -> {
                if (!elements.isEmpty()) {
                    int index = random.nextInt(elements.size());
                    session.call(
                            ListsGrpc.getRemoveAtMethod(),
                            ListRemoveAtRequest.newBuilder()
                                    .setList(here)
                                    .setIndex(index)
                                    .build());
                    held.merge(elements.remove(index), 1, Integer::sum);
                }
            }
            default -> {
                if (!mine.isEmpty()) {
                    ObjectId released = any(mine);
                    session.release(released, held.remove(released));
                }
            }
        }
    }

    private ObjectId any(List<ObjectId> objects) {
        return objects.get(random.nextInt(objects.size()));
    }

    private Set<ObjectId> reachable() {
        Set<ObjectId> found = new HashSet<>(held.keySet());
        found.add(root);
        ArrayDeque<ObjectId> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (ObjectId target : content.get(open.remove())) {
                if (found.add(target)) {
                    open.add(target);
                }
            }
        }
        return found;
    }
}
