package dev.holdall.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {
    private static final int BLOCK = 256 << 10;
    private static final String COREUTILS = """
            export LC_ALL=C
            for f in "$@"; do tr -cs 'A-Za-z' '\\n' <"$f"; echo; done | tr 'A-Z' 'a-z' | sed '/^$/d' |
              sort | uniq -c | sort -k1,1nr -k2,2 | head -n 20 | sed 's/^ *//'
            """;

    @TempDir
    private Path directory;

    private final Random random = new Random(20);

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    private String file(String name, String text) throws IOException {
        return file(name, text.getBytes(ISO_8859_1));
    }

    /** Words of a skewed vocabulary, with ends of lines as given. */
    private byte[] prose(int bytes, String lineEnd) {
        StringBuilder text = new StringBuilder(bytes + 100);
        while (text.length() < bytes) {
            int rank = (int) Math.pow(3_000, random.nextDouble());
            String word = Integer.toString(rank, 36).replaceAll("[0-9]", "q") + "x".repeat(rank % 4);
            text.append(random.nextInt(6) == 0 ? word.toUpperCase(Locale.ROOT) : word);
            text.append(random.nextInt(9) == 0 ? lineEnd : random.nextInt(9) == 0 ? ", " : " ");
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    /** Words that end at, before and after the places where a block is full. */
    private byte[] wordsAtBorders() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int block = 1; block <= 4; block++) {
            String word = "borders".substring(0, block + 3);
            int before = block - 1;
            text.write(" ".repeat(block * BLOCK - before - text.size()).getBytes(ISO_8859_1));
            text.write((word + " ").repeat(40).getBytes(ISO_8859_1));
        }
        return text.toByteArray();
    }

    private List<String> texts() throws IOException {
        byte[] noise = new byte[300_000];
        random.nextBytes(noise);
        String longWord = "loooong".repeat(BLOCK / 3);
        return List.of(
                file("prose", prose(3 << 20, "\n")),
                file("line ends of Windows", prose(1 << 20, "\r\n")),
                file("noise", noise),
                file("empty", ""),
                file("borders", wordsAtBorders()),
                file("long", longWord + " " + longWord + "-" + longWord.toUpperCase(Locale.ROOT)),
                file("no line end", "and the endofthefile"),
                file("letter first", "endsaword the\0a\0\0a\u00e4a"),
                file("no letters", "123 456\n\n"));
    }

    private static String coreutils(List<String> files) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", COREUTILS, "sh"));
        command.addAll(files);
        Run run = Run.of(command, Map.of(), Path.of("/")).succeeded();
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    private static Run wordCount(List<String> words) throws Exception {
        List<String> all = new ArrayList<>(List.of("wordcount"));
        all.addAll(words);
        return Run.example(all.toArray(String[]::new));
    }

    @Test
    void counts_equalThoseOfCoreutils() throws Exception {
        List<String> files = texts();
        List<String> words = new ArrayList<>(List.of("--quiet"));
        words.addAll(files);

        Run run = wordCount(words).succeeded();

        assertThat(run.out()).as(run.toString()).isEqualTo(coreutils(files)).hasLineCount(20);
        assertThat(run.err()).as("with --quiet").isEmpty();
    }

    @Test
    void rareWords_endsOfFilesAndLongWordsAreCounted() throws Exception {
        List<String> files = texts().stream()
                .filter(file -> !file.contains("prose") && !file.contains("noise") && !file.contains("Windows"))
                .toList();
        List<String> words = new ArrayList<>(List.of("--workers", "2", "--quiet", "--"));
        words.addAll(files);

        Run run = wordCount(words).succeeded();

        assertThat(run.out()).as(run.toString()).isEqualTo(coreutils(files));
        assertThat(run.out())
                .contains("40 bord\n", "40 borders\n", "1 endofthefile\n", "1 endsaword\n", "3 loooongloooong");
    }

    @Test
    void help_isOnStandardOutputAndItsCommandIsTheOneComparedWith() throws Exception {
        Run help = wordCount(List.of("--help")).succeeded();

        assertThat(help.err()).isEmpty();
        String told = help.out().replace("FILE...;", "\"$@\";").replaceAll("(?m)^ +", "");
        assertThat(told).contains(COREUTILS.replaceAll("(?m)^ +", ""));
    }

    @Test
    void commandLinesThatAreWrong_areRefusedInALine() throws Exception {
        wordCount(List.of()).refused(2, "wordcount: no file is given; try --help");
        wordCount(List.of("--loud", "x")).refused(2, "wordcount: unknown option --loud; try --help");
        wordCount(List.of("--workers", "none", "x"))
                .refused(2, "wordcount: --workers takes a number from 1 to 64, not 'none'; try --help");
        wordCount(List.of("x", "--workers")).refused(2, "wordcount: --workers needs a number; try --help");
    }

    @Test
    void filesThatCannotBeRead_areRefusedInALine() throws Exception {
        String good = file("good", "good");
        wordCount(List.of(good, directory + "/gone"))
                .refused(1, "wordcount: " + directory + "/gone: there is no such file");
        wordCount(List.of(good, directory.toString())).refused(1, "wordcount: " + directory + ": it is a directory");
    }

    @Test
    void fileOfOthers_isRefusedInALine() throws Exception {
        String secret = file("secret", "secret");
        Files.setPosixFilePermissions(Path.of(secret), PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(Path.of(secret)))
                .as("root may read everything")
                .isFalse();

        wordCount(List.of(secret)).refused(1, "wordcount: " + secret + ": it may not be read");
    }

    @Test
    void workerThatDies_isReportedAndEverythingEnds() throws Exception {
        Path pipe = directory.resolve("pipe");
        Run.of(List.of("mkfifo", pipe.toString()), Map.of(), directory).succeeded();
        List<ProcessHandle> children = new ArrayList<>();

        Run run = Run.of(
                List.of(Run.SCRIPT.toString(), "wordcount", "--quiet", "--workers", "2", "pipe"),
                Map.of(),
                directory,
                program -> {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> program.descendants()
                                            .filter(WordCountTest::isWorker)
                                            .count()
                                    == 2);
                    program.descendants().forEach(children::add);
                    children.stream()
                            .filter(WordCountTest::isWorker)
                            .findFirst()
                            .orElseThrow()
                            .destroyForcibly();
                    // Waits until the program reads; the text ends at once, and the worker is missed.
                    CompletableFuture.runAsync(() -> writeNothing(pipe));
                });

        assertThat(run.err())
                .matches("wordcount: a worker, process \\d+, ended with exit code 137; what it had counted is lost\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static boolean isWorker(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1)
                    .contains("WorkerMain");
        } catch (IOException e) {
            return false; // it has just ended
        }
    }

    private static void writeNothing(Path file) {
        try {
            new FileOutputStream(file.toFile()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
