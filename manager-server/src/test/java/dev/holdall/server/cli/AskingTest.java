package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.wire.Address;
import dev.holdall.wire.KeyFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a manager: what they print, and their exit codes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskingTest {
    @TempDir
    Path directory;

    private Path keyFile;
    private HoldallServer server;
    private ManagerDoor door;

    /** What a command left. */
    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        keyFile = directory.resolve("key");
        server = HoldallServer.start(new ServerOptions()
                .keyFile(keyFile)
                .listen("127.0.0.1:0")
                .listen("unix:" + directory.resolve("m.sock")));
        door = ManagerDoor.to(Address.parse(server.address()), KeyFile.read(keyFile), null, false);
    }

    @AfterEach
    void stop() {
        door.close();
        server.close();
    }

    private static Result run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        assertThat(err.toString()).doesNotContain("\tat ");
        return new Result(exitCode, out.toString(), err.toString());
    }

    private Result ask(String command, String... more) {
        List<String> words =
                new ArrayList<>(List.of(command, "--connect", server.address(), "--key-file", keyFile.toString()));
        words.addAll(Arrays.asList(more));
        Result result = run(words.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    /** A call that waits in a queue. */
    private Future<?> waitInQueue() {
        ObjectId queue = QueuesGrpc.newBlockingStub(door.channel())
                .open(OpenQueueRequest.newBuilder().setName("jobs").build())
                .getId();
        Future<?> waiting = QueuesGrpc.newFutureStub(door.channel())
                .take(QueueTakeRequest.newBuilder().setQueue(queue).build());
        Awaitility.await().until(() -> ask("info", "--json").out().contains("\"parkedCalls\": \"1\""));
        return waiting;
    }

    @Test
    void blockedTellsThatNobodyWaits() {
        assertThat(ask("blocked").out()).isEqualTo("nobody waits" + System.lineSeparator());
    }

    @Test
    void blockedTellsWhoWaitsForWhat() {
        waitInQueue();

        assertThat(ask("blocked").out())
                .startsWith("jobs (queue): empty\n  waiting: a call without a session for ")
                .contains(", for an element (Queues/Take)");
        assertThat(ask("blocked", "--json").out())
                .contains("\"name\": \"jobs\"")
                .contains("\"waitsFor\": \"an element\"");
    }

    @Test
    void deadlocksFailNothing_andThereIsNoneHere() {
        waitInQueue();

        assertThat(ask("blocked", "--fail-on-deadlock").exitCode()).isZero();
    }

    @Test
    void infoTellsTheNumbersAndTheLimits() {
        ListsGrpc.newBlockingStub(door.channel())
                .open(OpenListRequest.newBuilder().setName("l").build());

        assertThat(ask("info").out().lines())
                .contains(
                        "version            " + HoldallServer.VERSION, "sessions           0", "objects:", "  list  1")
                .anyMatch(line -> line.matches(" {2}objects +1000000 +1 used"))
                .anyMatch(line -> line.matches(" {2}window-calls +131072 +0 used by one session"))
                .anyMatch(line -> line.matches(" {2}name-bytes +512"));
    }

    @Test
    void sessionsTellThatNobodyIsConnected() {
        assertThat(ask("sessions").out().strip()).isEqualTo("nobody is connected");
    }

    @Test
    void aManagerIsAskedOverAUnixSocket() {
        Result result =
                run("info", "--connect", "unix:" + directory.resolve("m.sock"), "--key-file", keyFile.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(HoldallServer.VERSION);
    }

    @Test
    void whereNobodyIs_thatIsSaid() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        for (String address : new String[] {"127.0.0.1:" + free, "unix:" + directory.resolve("none")}) {
            Result result = run("blocked", "--connect", address, "--key-file", keyFile.toString());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).startsWith("holdall: there is no manager at " + address);
            assertThat(result.err().lines()).hasSize(1);
        }
    }

    @Test
    void aWrongKeyIsNamed() throws Exception {
        Path other = directory.resolve("other");
        KeyFile.readOrCreate(other);

        Result result = run("info", "--connect", server.address(), "--key-file", other.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("has another key than the one in " + other)
                .doesNotContain(Files.readString(other).strip());
    }

    @Test
    void aMissingKeyFileIsNamed() {
        Path none = directory.resolve("none");

        Result result = run("sessions", "--connect", server.address(), "--key-file", none.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no key file " + none);
    }

    @Test
    void anAddressThatIsNoneIsAWrongCommandLine() {
        Result result = run("blocked", "--connect", "here");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--connect: 'here' is no address").contains("Try 'holdall blocked --help'");
    }

    @Test
    void aJoinLinkInAFileOfArgumentsIsTakenAsItIs_withQuotesOrWithout() throws Exception {
        String link = "holdall://192.0.2.1:7411#not-a-pin";
        for (String written : new String[] {link, "\"" + link + "\""}) {
            Path file = Files.writeString(directory.resolve("arguments"), "--connect " + written + "\n");

            Result result = run("info", "@" + file, "--key-file", keyFile.toString());

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("--connect: ").doesNotContain("not-a-pin");
        }
    }

    @Test
    void theTokenDoesNotTravelUnencryptedToAnotherHost() {
        Result result = run("info", "--connect", "192.0.2.1:7411", "--key-file", keyFile.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("192.0.2.1:7411").contains("--insecure");
    }
}
