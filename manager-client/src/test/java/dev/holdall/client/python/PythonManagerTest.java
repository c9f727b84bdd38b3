package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.TypeRef;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Python's managers themselves, method by method; those in processes of their own are in {@code ProcessesTest}. */
@Timeout(60)
class PythonManagerTest {
    private final Key key = Key.random();
    private final List<Manager> connections = new ArrayList<>();
    private HoldallServer server;

    @BeforeEach
    void start() throws Exception {
        server = HoldallServer.start(new ServerOptions().key(key));
    }

    @AfterEach
    void stop() {
        connections.forEach(Manager::close);
        server.close();
    }

    private Manager connect() {
        Manager manager = Manager.connect(server.address(), new ManagerOptions().key(key));
        connections.add(manager);
        return manager;
    }

    @Test
    @Python("manager.connect")
    void connectsToOneThatRuns() {
        connect().list("records", String.class).add("Sam");
        assertThat(connect().list("records", String.class)).containsExactly("Sam");
    }

    @Test
    @Python("manager.address")
    void address() {
        Manager m = connect();
        Manager other = Manager.connect(m.address(), new ManagerOptions().key(key));
        connections.add(other);
        assertThat(other.address()).isEqualTo(m.address());
        other.list("records", String.class).add("Sam");
        assertThat(m.names()).containsExactly("records");
    }

    @Test
    @Python("manager.shutdown")
    void shutdown_ofAConnection_leavesTheManagerToOthers() {
        Manager other = connect();
        try (Manager m = connect()) {
            m.list("records", String.class).add("Sam");
        }
        assertThat(other.list("records", String.class)).containsExactly("Sam");
    }

    @Test
    @Python("manager.get_server")
    void serveForever() throws Exception {
        Elsewhere<Boolean> serving = Elsewhere.call(() -> {
            server.awaitTermination();
            return true;
        });
        SharedList<String> list = connect().list("records", String.class);
        list.add("Sam");
        assertThat(serving.isOver()).isFalse();
        server.close();
        assertThat(serving.outcome()).isTrue();
    }

    @Test
    @Python("manager.authkey")
    void keyInAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("key");
        Key kept = KeyFile.readOrCreate(file);
        try (HoldallServer another = HoldallServer.start(new ServerOptions().key(kept));
                Manager m = Manager.connect(another.address(), new ManagerOptions().keyFile(file))) {
            assertThat(m.names()).isEmpty();
        }
    }

    @Test
    @Python("manager.exceptions")
    void exceptions_areThoseOfJavaUtil() {
        SharedList<String> list = connect().list(String.class);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(3));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(list::getFirst);
        list.add("a");
        Iterator<String> iterator = list.iterator();
        iterator.next();
        list.set(0, "b");
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iterator::remove);
    }

    @Test
    @Python("manager.nested")
    void nested() {
        Manager m = connect();
        TypeRef<SharedDict<String, SharedList<Integer>>> dicts = new TypeRef<>() {};
        SharedList<SharedDict<String, SharedList<Integer>>> l = m.list("outer", dicts);
        l.add(m.dict(TypeRef.of(String.class), new TypeRef<SharedList<Integer>>() {}));
        l.get(0).put("a", m.list(Integer.class));
        l.get(0).get("a").add(1);
        assertThat(connect().list("outer", dicts).get(0).get("a")).containsExactly(1);
    }
}
