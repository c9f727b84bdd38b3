package dev.holdall.server.key;

import dev.holdall.fuzz.FuzzInput;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Texts with secrets in them: files of keys, join links. They are read, or refused as the wrong argument; what is said of one that is refused
 * repeats no secret; and one that is read is written as it means.
 */
final class KeyTextTarget {
    private static final String SECRET = "5ec0de".repeat(10) + "5ec0";
    private static final Key KEY = Key.parse(SECRET);
    private static final JoinLink LINK =
            new JoinLink(new Address.Tcp("::1", 7411), Fingerprint.parse("ab".repeat(32)), KEY);
    private static final String FRAGMENT_KEY =
            LINK.reveal().substring(LINK.reveal().lastIndexOf('.') + 1);
    private static final int TELLING = 12;
    private static final List<String> WORDS = List.of(
            SECRET,
            SECRET.toUpperCase(java.util.Locale.ROOT),
            "\n",
            "role ",
            "read",
            "write",
            "admin",
            "names ",
            "jobs/*",
            "also ",
            " until ",
            "2030-01-31T12:00:00Z",
            " ",
            "# ",
            "\u2028",
            "");
    private static final List<String> LINK_WORDS = List.of(
            "holdall://",
            "[::1]",
            "host",
            ":",
            "7411",
            "#",
            "v1.",
            ".",
            FRAGMENT_KEY,
            FRAGMENT_KEY.substring(1),
            "=",
            " ",
            "99999");

    private KeyTextTarget() {}

    static void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        String name = input.once(2) ? NamedKey.MAIN : "some";
        String text = text(input, WORDS, "");
        refusedQuietly(text, given -> {
            NamedKey key = NamedKey.parse(name, given);
            NamedKey again = NamedKey.parse(name, key.text());
            require(again.text().equals(key.text()), "what is written reads the same");
            require(!key.secret().toString().contains(SECRET), "no secret is shown");
        });
        refusedQuietly(text, NamedKey::checkName);
        refusedQuietly(text, Key::parse);
        refusedQuietly(text, Fingerprint::parse);

        String link = input.once(3)
                ? input.damaged(com.google.protobuf.ByteString.copyFromUtf8(LINK.reveal()))
                        .toString(StandardCharsets.UTF_8)
                : text(input, LINK_WORDS, LINK.reveal());
        refusedQuietly(link, given -> {
            JoinLink read = JoinLink.parse(given);
            require(JoinLink.parse(read.reveal()).reveal().equals(read.reveal()), "what is written reads the same");
            require(!read.toString().contains(FRAGMENT_KEY), "no secret is shown");
        });
        if (link.contains("#")) {
            refusedQuietly(link, Address::parse);
        }
    }

    static List<byte[]> samples() {
        return List.of(
                new byte[] {0, 9, 0, 2, 3, 4, 2, 7, 8, 2, 9, 0, 10, 11, 2, 2, 0},
                new byte[] {1, 3, 0, 2, 9, 0, 0, 0, 0, 4, 1, 5, 6, 7, 8},
                new byte[] {0, 0, 2, 0, 1});
    }

    private static String text(FuzzInput input, List<String> words, String usual) {
        int count = input.below(20);
        if (count == 0) {
            return usual;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int which = input.octet();
            text.append(which < 240 ? words.get(which % words.size()) : input.text(6));
        }
        return text.toString();
    }

    private static void refusedQuietly(String text, Consumer<String> read) {
        try {
            read.accept(text);
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            // What stands where a link has its address is no secret.
            String open = text.contains("#") ? text.substring(0, text.indexOf('#')) : text;
            require(!tells(said, SECRET), "a refusal repeats no secret: " + said);
            require(!tells(said, FRAGMENT_KEY) || tells(open, FRAGMENT_KEY), "a refusal repeats no fragment: " + said);
            require(e.getCause() == null || !tells(String.valueOf(e.getCause().getMessage()), SECRET), "nor its cause");
        }
    }

    private static boolean tells(String said, String secret) {
        String low = said.toLowerCase(java.util.Locale.ROOT);
        String hidden = secret.toLowerCase(java.util.Locale.ROOT);
        for (int i = 0; i + TELLING <= hidden.length(); i++) {
            if (low.contains(hidden.substring(i, i + TELLING))) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
