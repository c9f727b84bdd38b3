package dev.holdall.server.key;

import dev.holdall.server.state.NamePattern;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import dev.holdall.wire.Key;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key and what it is for.
 *
 * <p>In its file, the first line is the secret that clients use. The others say what the manager is to know: {@code role read|write|admin}, {@code
 * names PATTERN}, {@code also SECRET [until TIME]} for a further secret that is accepted; a line that begins with {@code #} says
 * nothing to it, and stays when the secret changes.
 *
 * @param name the name of its file
 * @param names patterns of the names of objects that it is for; none: all
 * @param secret what its clients use
 * @param also further secrets of it that are accepted, such as the one before
 * @param lines all lines of its file that tell no secret, as they are written there
 */
public record NamedKey(String name, Role role, List<String> names, Key secret, List<Also> also, List<String> lines) {
    /** The name of the key that a manager has in any case, whose role is admin and which is for all names. */
    public static final String MAIN = "main";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_PATTERNS = 100;

    /**
     * A further secret.
     *
     * @param until when it is accepted no more; null: never
     */
    public record Also(Key secret, @Nullable Instant until) {

        boolean isValid(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    /** @throws IllegalArgumentException if the name or a pattern breaks a rule */
    public NamedKey {
        checkName(name);
        names = List.copyOf(names);
        names.forEach(NamePattern::check);
        if (names.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException(
                    "a key has at most " + MOST_PATTERNS + " patterns of names, this one has " + names.size());
        }
        also = List.copyOf(also);
        lines = List.copyOf(lines);
    }

    /** A key about whose role and names its file says nothing more than that. */
    public NamedKey(String name, Role role, List<String> names, Key secret, List<Also> also) {
        this(name, role, names, secret, also, lines(name, role, names));
    }

    private static List<String> lines(String name, Role role, List<String> names) {
        List<String> lines = new ArrayList<>();
        if (!name.equals(MAIN)) {
            lines.add("role " + role);
        }
        names.forEach(pattern -> lines.add("names " + pattern));
        return lines;
    }

    /** The main key. */
    public static NamedKey main(Key secret) {
        return new NamedKey(MAIN, Role.ADMIN, List.of(), secret, List.of());
    }

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException if no key can have it
     */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a key's name has 1 to 64 letters of ASCII, digits, dots, hyphens and underscores, and begins with a letter or a digit");
        }
    }

    /** Whether this is the name of a key of which there can be several. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(MAIN);
    }

    /** The secrets that are accepted at a time, that of the clients first. */
    public List<Accepted> accepted(Instant now) {
        List<Accepted> accepted = new ArrayList<>();
        accepted.add(accepted(secret));
        for (Also further : also) {
            if (further.isValid(now)) {
                accepted.add(accepted(further.secret()));
            }
        }
        return accepted;
    }

    private Accepted accepted(Key one) {
        return new Accepted(one, new Permit(name, one.id(), role, names));
    }

    /** Whether all secrets are the same, and until when. */
    boolean hasSecretsOf(NamedKey other) {
        return secrets().equals(other.secrets());
    }

    private List<String> secrets() {
        return new NamedKey(MAIN, role, List.of(), secret, also).text().lines().toList();
    }

    NamedKey with(Key newSecret, List<Also> newAlso) {
        return new NamedKey(name, role, names, newSecret, newAlso, lines);
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException if it is none; the message names the line by its number and repeats nothing of it
     */
    static NamedKey parse(String name, String text) {
        List<String> lines = text.lines().toList();
        Key secret = Key.parse(lines.isEmpty() ? "" : lines.get(0));
        Role role = name.equals(MAIN) ? Role.ADMIN : null;
        List<String> names = new ArrayList<>();
        List<Also> also = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String[] words = line.split("\\s+", 2);
            String rest = words.length == 2 ? words[1] : "";
            try {
                if (words[0].equals("also")) {
                    also.add(also(rest));
                    continue;
                }
                kept.add(lines.get(i));
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                } else if (name.equals(MAIN)) {
                    throw new IllegalArgumentException("the main key is for everything: only lines of 'also' follow");
                } else if (words[0].equals("role") && role == null) {
                    role = role(rest);
                } else if (words[0].equals("names")) {
                    names.add(NamePattern.check(rest));
                } else {
                    throw new IllegalArgumentException("expected is 'role', once, 'names' or 'also'");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        if (role == null) {
            throw new IllegalArgumentException("a line 'role read', 'role write' or 'role admin' is missing");
        }
        return new NamedKey(name, role, names, secret, also, kept);
    }

    private static Role role(String text) {
        for (Role role : Role.values()) {
            if (role.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new IllegalArgumentException("a role is read, write or admin");
    }

    private static Also also(String text) {
        String[] words = text.split("\\s+");
        if (words.length == 1) {
            return new Also(Key.parse(words[0]), null);
        }
        if (words.length != 3 || !words[1].equals("until")) {
            throw new IllegalArgumentException("expected is 'also SECRET' or 'also SECRET until TIME'");
        }
        try {
            return new Also(Key.parse(words[0]), Instant.parse(words[2]));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a time looks like 2030-01-31T12:00:00Z");
        }
    }

    /** The text of its file. */
    String text() {
        StringBuilder text = new StringBuilder(secret.reveal()).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        for (Also further : also) {
            text.append("also ").append(further.secret().reveal());
            if (further.until() != null) {
                text.append(" until ").append(further.until());
            }
            text.append('\n');
        }
        return text.toString();
    }
}
