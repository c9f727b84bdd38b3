package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** That each method of Python's has a counterpart and a test, and that the documentation says so. */
class PythonSurfaceTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "python.md");

    @Test
    void eachMethodOfPythons_hasACounterpartAndATest() throws Exception {
        assertThat(Surface.read().gaps(AnnotatedTests.ofThisModule())).isEmpty();
    }

    @Test
    void thePage_isWhatIsGenerated() throws Exception {
        String generated = SurfacePage.of(Surface.read(), AnnotatedTests.ofThisModule());
        if ("write".equals(System.getProperty("holdall.docs"))) {
            Files.writeString(PAGE, generated);
        }
        assertThat(PAGE)
                .as("docs/python.md; -Dholdall.docs=write writes it anew")
                .hasContent(generated);
    }

    // The check itself -------------------------------------------------------------------------------------------

    /** Stands for a class of tests. */
    static final class Sample {
        @Test
        @Python("list.append")
        void append() {}

        @Test
        @Python("list.pop")
        @Python("list.len")
        void popAndLen() {}

        @Test
        @Disabled("there is to be one that does not run")
        @Python("list.disabled")
        void disabled() {}

        @Python("list.helper")
        void helper() {}
    }

    private static Map<String, List<Method>> sampleTests() {
        return AnnotatedTests.of(Stream.of(Sample.class));
    }

    private static List<String> gaps(String... lines) {
        return Surface.parse("## list\n" + String.join("\n", lines)).gaps(sampleTests());
    }

    private static final String APPEND = "list.append  l.append(x)  SharedList#add";
    private static final String POP = "list.pop  l.pop()  SharedList#removeLast, SharedList#removeFirst -- and so on";
    private static final String LEN = "list.len  len(l)  SharedList#size";

    @Test
    void onlyWhatRuns_isATest() {
        assertThat(sampleTests()).containsOnlyKeys("list.append", "list.pop", "list.len");
    }

    @Test
    void aSurfaceWithoutGaps() {
        assertThat(gaps(APPEND, POP, LEN, "=== not there yet", "## more", "list.fly  l.fly()"))
                .isEmpty();
    }

    @Test
    void aRowWithoutATest_isAGap() {
        assertThat(gaps(APPEND, POP, LEN, "list.sort  l.sort()  SharedList#sort"))
                .containsExactly("list.sort has no test");
    }

    @Test
    void aCounterpartThatDoesNotExist_isAGap() {
        assertThat(gaps(APPEND, POP, "list.len  len(l)  SharedList#length, SharedList#size"))
                .containsExactly("list.len has a counterpart that does not exist: SharedList#length");
        assertThat(gaps(APPEND, POP, "list.len  len(l)  ListOfMine#size"))
                .containsExactly("list.len has a counterpart that does not exist: ListOfMine#size");
        assertThat(gaps(APPEND, POP, "list.len  len(l)  size()"))
                .containsExactly("list.len has a counterpart that does not exist: size()#");
    }

    @Test
    void aMethodThatIsNotPublic_isNoCounterpart() {
        assertThat(gaps(APPEND, POP, "list.len  len(l)  SharedList#sizing")).hasSize(1);
    }

    @Test
    void aTestOfWhatIsNotListed_isAGap() {
        assertThat(gaps(APPEND, POP)).singleElement().asString().startsWith("list.len is tested, and not listed");
    }

    @Test
    void aTestOfWhatIsNotThereYet_isAGap() {
        assertThat(gaps(APPEND, POP, "=== not there yet", "## more", "list.len  len(l)"))
                .singleElement()
                .asString()
                .startsWith("list.len is said not to be there yet, and has a test");
    }

    @Test
    void aRowThatIsListedTwice_isAGap() {
        assertThat(gaps(APPEND, POP, LEN, "=== not there yet", "## more", "list.fly  l.fly()", "list.fly  l.fly()"))
                .containsExactly("list.fly is listed twice");
        assertThat(gaps(APPEND, POP, LEN, LEN)).containsExactly("list.len is listed twice");
    }

    @Test
    void aLineWithoutItsColumns_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gaps("list.len  len(l)"))
                .withMessageContaining("list.len");
    }

    @Test
    void thePage_showsCounterpartsAndTestsAndWhatIsNotThere() {
        Surface surface = Surface.parse("""
                ## set
                list.pop  s | t  SharedSet#pop, SharedSet#poll, SharedList#removeLast -- more or less
                === not there yet
                ## Pool
                Pool.map  p.map(f, xs)
                Pool.apply  p.apply(f)
                """);
        assertThat(SurfacePage.of(surface, sampleTests()))
                .contains(
                        "## set\n\n| Python | here | test |\n|---|---|---|\n"
                                + "| `s \\| t` | `SharedSet.pop`, `poll`, `SharedList.removeLast`: more or less | [`Sample.popAndLen`](")
                .endsWith("- Pool: `p.map(f, xs)`, `p.apply(f)`\n");
    }
}
