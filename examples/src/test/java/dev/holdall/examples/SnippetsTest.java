package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the README and of docs/ compiles, as the body of a method. */
class SnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("^```java\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Path TOP = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path classes;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(TOP.resolve("README.md")),
                            docs.filter(path -> path.toString().endsWith(".md")))
                    .toList();
        }
    }

    @TestFactory
    List<DynamicTest> compiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Matcher snippets = SNIPPET.matcher(text);
            while (snippets.find()) {
                String snippet = snippets.group(1);
                int line = (int) text.substring(0, snippets.start()).lines().count() + 1;
                tests.add(DynamicTest.dynamicTest(
                        TOP.relativize(page) + ":" + line,
                        () -> assertThat(problems(snippet)).isEmpty()));
            }
        }
        assertThat(tests).as("the README has snippets").isNotEmpty();
        return tests;
    }

    private List<String> problems(String snippet) {
        String source = """
                import dev.holdall.client.*;
                import dev.holdall.client.pool.*;
                import dev.holdall.client.process.*;
                import dev.holdall.client.proxy.*;
                import java.time.*;
                import java.util.*;
                import java.util.concurrent.*;
                class Snippet {
                    static void run() throws Exception {
                %s
                    }
                }
                """.formatted(snippet);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        compiler.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .toList();
    }

    @Test
    void a_snippet_that_does_not_compile_is_found() {
        assertThat(problems("int x = \"no number\";")).hasSize(1);
    }

    @Test
    void links_lead_somewhere() throws IOException {
        for (Path page : pages()) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                assertThat(page.resolveSibling(links.group(1)))
                        .as("a link of %s", page)
                        .exists();
            }
        }
    }
}
