package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.python.Python;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proxies as elements: a reference travels, and whoever reads it uses the same object. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxiesAsValuesTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    record Score(String name, int points) {}

    record Team(String name, SharedList<Score> scores, SharedQueue<String> inbox) {}

    private static Manager manager() {
        return MANAGERS.manager();
    }

    @Test
    @Python("manager.nested")
    void listInADict() {
        TypeRef<SharedList<Score>> scores = new TypeRef<>() {};
        SharedDict<String, SharedList<Score>> teams = manager().dict("teams", TypeRef.of(String.class), scores);
        SharedList<Score> list = manager().list(Score.class);
        teams.put("red", list);
        list.add(new Score("Sam", 10));

        SharedList<Score> read =
                MANAGERS.other().dict("teams", TypeRef.of(String.class), scores).get("red");
        assertThat(read).containsExactly(new Score("Sam", 10));
        read.add(new Score("Adam", 9));
        assertThat(list).extracting(Score::name).containsExactly("Sam", "Adam");
        assertThat(teams.containsValue(list)).isTrue();
        assertThat(teams.remove("red", read)).isTrue();
        assertThat(teams).isEmpty();
    }

    @Test
    void proxiesInARecord() throws Exception {
        SharedValue<Team> value = manager()
                .value(
                        "team",
                        Team.class,
                        new Team("red", manager().list(Score.class), manager().queue(TypeRef.of(String.class), 5)));
        Team team = MANAGERS.other().value("team", Team.class, null).get();
        team.scores().add(new Score("Sam", 10));
        team.inbox().put("hello");
        assertThat(value.get().scores()).containsExactly(new Score("Sam", 10));
        assertThat(value.get().inbox().take()).isEqualTo("hello");
        assertThat(team.inbox().remainingCapacity()).isEqualTo(5);
        assertThat(value.get().inbox()).isEqualTo(team.inbox());
    }

    @Test
    void readAsAnObjectOrAnInterface() {
        SharedList<Object> carrier = manager().list("carrier", new TypeRef<Object>() {});
        SharedList<Integer> list = manager().list(Integer.class);
        SharedDict<String, Integer> dict = manager().dict(String.class, Integer.class);
        SharedQueue<Integer> queue = manager().queue(Integer.class);
        SharedValue<Integer> value = manager().value(Integer.class, 5);
        list.add(1);
        dict.put("a", 2);
        queue.add(3);
        carrier.addAll(List.of(list, dict, queue, value));
        SharedList<Object> read = MANAGERS.other().list("carrier", new TypeRef<Object>() {});
        assertThat(read.get(0)).isInstanceOf(SharedList.class).isEqualTo(List.of(1));
        assertThat(read.get(1)).isInstanceOf(SharedDict.class).isEqualTo(Map.of("a", 2));
        assertThat(read.get(2)).isEqualTo(queue);
        assertThat(((SharedValue<?>) read.get(3)).get()).isEqualTo(5);
        SharedList<List<Integer>> lists = MANAGERS.other().list("carrier", new TypeRef<List<Integer>>() {});
        assertThat(lists.get(0)).isInstanceOf(SharedList.class).containsExactly(1);
    }

    @Test
    void readAsAnotherProxy_isAnErrorAtOnce() {
        SharedList<Object> carrier = manager().list("mistaken", new TypeRef<Object>() {});
        carrier.add(manager().list(Integer.class));
        SharedList<SharedDict<String, Integer>> dicts =
                manager().list("mistaken", new TypeRef<SharedDict<String, Integer>>() {});
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> dicts.get(0))
                .withMessageContaining(SharedList.SERVICE)
                .withMessageContaining("SharedDict");
        assertThat(carrier).hasSize(1);
    }

    @Test
    void listThatContainsItself_canBeShown() {
        SharedList<Object> list = manager().list("ouroboros", new TypeRef<Object>() {});
        list.add("a");
        list.add(list);
        assertThat(list.toString()).startsWith("[a, SharedList[#").endsWith("]]");
        SharedList<Nested> records = manager().list(Nested.class);
        records.add(new Nested(records));
        assertThat(records.toString()).startsWith("[Nested[inner=SharedList[#");
        // Shown on its own again.
        assertThat(manager().list(String.class).toString()).isEqualTo("[]");
    }

    record Nested(Object inner) {}

    @Test
    void deletedThroughOneConnection_isGoneForAll() {
        SharedDict<String, SharedList<String>> holder =
                manager().dict(TypeRef.of(String.class), new TypeRef<SharedList<String>>() {});
        SharedList<String> list = manager().list(String.class);
        holder.put("l", list);
        assertThat(manager().delete(list)).isTrue();
        SharedList<String> stale = holder.get("l");
        assertThatExceptionOfType(dev.holdall.client.Refused.class).isThrownBy(() -> stale.add("a"));
    }
}
