package dev.holdall.server.cli;

import dev.holdall.server.key.KeyFiles;
import dev.holdall.server.key.NamedKey;
import dev.holdall.server.key.Rotation;
import dev.holdall.server.state.Role;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code holdall keys}: who may come in, and what for. Works on the files; a manager that runs notices within a second. */
@Command(
        name = "keys",
        description = {
            "Says who may use the manager, and what for. A manager that runs takes a change over within a second, or at once on SIGHUP;"
                    + " sessions under a key that was removed or changed end.",
            "",
            "Besides the main key, which may do everything, there can be others, each in a file of its own in the directory beside"
                    + " the main key's file: ~/.holdall/keys beside ~/.holdall/key. Give a client the file of its key,"
                    + " and name that with HOLDALL_KEY_FILE there."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {Keys.Add.class, Keys.ListAll.class, Keys.Remove.class, Keys.Rotate.class},
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Keys implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, list, remove or rotate");
    }

    /** What all of them take. */
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    abstract static class OnFiles implements Callable<Integer> {
        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description = {
                    "The file with the manager's main key; the others are in the directory FILEs.",
                    "Default: HOLDALL_KEY_FILE of the environment, or ~/.holdall/key"
                })
        private @Nullable Path keyFile;

        @Spec
        CommandSpec spec;

        KeyFiles files() {
            return new KeyFiles(keyFile != null ? keyFile : KeyFile.usual());
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        abstract void run(KeyFiles files) throws Exception;

        @Override
        public Integer call() throws Exception {
            try {
                run(files());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
            return 0;
        }
    }

    @Command(
            name = "add",
            description = "Adds a key, and prints the file that its client is to be given.",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class,
            sortOptions = false)
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    static final class Add extends OnFiles {
        @Parameters(
                paramLabel = "NAME",
                description = "What the key is called: letters, digits, dots, hyphens and underscores.")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                converter = ToRole.class,
                description = {
                    "read: opens objects that are there, reads them and changes nothing.",
                    "write: makes, changes and deletes objects, too.",
                    "admin: does what concerns the manager as a whole, too."
                })
        private Role role;

        @Option(
                names = "--names",
                paramLabel = "PATTERN",
                description = {
                    "Only for objects whose names match, such as 'jobs/*': * stands for any text, slashes included, ? for any one"
                            + " character. May be given several times.",
                    "Objects without a name are open to whoever has a reference to them. Default: all names"
                })
        private List<String> names = List.of();

        @Override
        void run(KeyFiles files) throws Exception {
            out().println(files.add(new NamedKey(name, role, names, Key.random(), List.of())));
        }
    }

    @Command(
            name = "list",
            description = "Shows all keys: name, role, names of objects, the id by which the audit log calls a key,"
                    + " and until when former secrets are accepted. Shows no secret.",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class)
    static final class ListAll extends OnFiles {
        @Override
        void run(KeyFiles files) throws Exception {
            List<NamedKey> keys = files.read();
            out().printf("%-20s %-6s %-16s %s%n", "NAME", "ROLE", "ID", "NAMES OF OBJECTS");
            for (NamedKey key : keys) {
                out().printf(
                                "%-20s %-6s %-16s %s%s%n",
                                key.name(),
                                key.role(),
                                HexFormat.of().formatHex(key.secret().id().toByteArray()),
                                key.names().isEmpty() ? "all" : String.join(" ", key.names()),
                                former(key));
            }
        }

        private static String former(NamedKey key) {
            Instant now = Instant.now();
            return key.also().stream()
                    .filter(also -> also.until() == null || now.isBefore(also.until()))
                    .map(also -> " (another secret is accepted"
                            + (also.until() == null
                                    ? ""
                                    : " until " + also.until().truncatedTo(ChronoUnit.SECONDS))
                            + ")")
                    .collect(Collectors.joining());
        }
    }

    @Command(
            name = "remove",
            description = "Removes a key: its sessions end, with all that they hold, and its clients are refused,"
                    + " even if something is wrong with other keys; that is said on the standard error.",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class)
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    static final class Remove extends OnFiles {
        @Parameters(paramLabel = "NAME", description = "Which one.")
        private String name;

        @Override
        void run(KeyFiles files) throws Exception {
            files.remove(name);
            try {
                files.read();
            } catch (IOException e) {
                spec.commandLine()
                        .getErr()
                        .println("the key '" + name
                                + "' is removed, but until this is mended, a manager takes over no other"
                                + " change of its keys: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Gives a key a new secret, in the same file. The old one is accepted for another day, or as --keep says: give the"
                        + " file to the key's clients and start them again within that time. After it, sessions that were begun with"
                        + " the old secret end.",
                "Takes three seconds, in which the manager learns the new secret before any client can find it."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class)
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    static final class Rotate extends OnFiles {
        @Parameters(
                paramLabel = "NAME",
                arity = "0..1",
                defaultValue = NamedKey.MAIN,
                description = "Which one. Default: the main key")
        private String name;

        @Option(
                names = "--keep",
                paramLabel = "TIME",
                defaultValue = "1d",
                converter = ToDuration.class,
                description = {
                    "How long all secrets that it had are still accepted, such as 90s, 30m, 12h or 7d. With 0 they end at once, which is"
                            + " for secrets that somebody else may have.",
                    "Default: ${DEFAULT-VALUE}"
                })
        private Duration keep;

        @Override
        void run(KeyFiles files) throws Exception {
            NamedKey after =
                    Rotation.rotate(files, name, keep, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
            out().println(files.file(after.name()));
        }
    }

    static final class ToRole implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            for (Role role : Role.values()) {
                if (role.toString().equals(text.toLowerCase(Locale.ROOT))) {
                    return role;
                }
            }
            throw new TypeConversionException("a role is read, write or admin, not '" + text + "'");
        }
    }

    static final class ToDuration implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher matcher = TIME.matcher(text);
            if (text.equals("0")) {
                return Duration.ZERO;
            } else if (!matcher.matches()) {
                throw new TypeConversionException("a time looks like 90s, 30m, 12h or 7d, not '" + text + "'");
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
    }
}
