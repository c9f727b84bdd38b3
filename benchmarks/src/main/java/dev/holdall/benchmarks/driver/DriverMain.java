package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.peer.Peers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The main program of a client process. Each line of its standard input is a command, answered by a line:
 *
 * <pre>
 * connect PEER ADDRESS   connected
 * reset PEER BYTES       reset
 * run PEER ROUND         done OUTCOME
 * </pre>
 *
 * or by "failed" and why. It ends when its input does.
 */
public final class DriverMain {
    public static final String CONNECT = "connect";
    public static final String CONNECTED = "connected";
    public static final String RESET = "reset";
    public static final String RUN = "run";
    public static final String DONE = "done";

    private final Map<String, Program> programs = new HashMap<>();

    private DriverMain() {}

    public static void main(String[] arguments) throws Exception {
        DriverMain driver = new DriverMain();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(driver.answer(line));
        }
        for (Program program : driver.programs.values()) {
            program.close();
        }
        // Not every library leaves no thread behind.
        System.exit(0);
    }

    private String answer(String line) {
        try {
            String[] words = line.split(" ", 3);
            return switch (words[0]) {
                case CONNECT -> {
                    programs.put(words[1], new Program(Peers.of(words[1]).connect(words[2])));
                    yield CONNECTED;
                }
                case RESET -> {
                    programs.get(words[1]).reset(Integer.parseInt(words[2]));
                    yield RESET;
                }
                case RUN ->
                    DONE + " " + programs.get(words[1]).run(Round.of(words[2])).words();
                default -> throw new IllegalArgumentException("there is no command '" + words[0] + "'");
            };
        } catch (Exception e) {
            e.printStackTrace();
            return "failed " + e;
        }
    }
}
