package dev.holdall.examples.wordcount;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the command line asks for. */
record Arguments(List<Path> files, int workers, boolean quiet, boolean help) {
    static final String HELP = """
            Usage: wordcount [--workers N] [--quiet] FILE...

            Prints the twenty most frequent words of the files, "count word" a line, the most frequent first and equally
            frequent ones in the order of their bytes. A word is a run of the letters A to Z; capital letters count as
            small ones, and the end of a file ends a word. The same as this, in a shell:

              export LC_ALL=C
              for f in FILE...; do tr -cs 'A-Za-z' '\\n' <"$f"; echo; done | tr 'A-Z' 'a-z' | sed '/^$/d' |
                sort | uniq -c | sort -k1,1nr -k2,2 | head -n 20 | sed 's/^ *//'

              --workers N  how many processes count, 4 unless given
              --quiet      says nothing of its progress on standard error
              --           what follows are files

            Exit codes: 0 done; 1 failed, standard error says why; 2 the command line is wrong.
            """;

    private static final int MOST_WORKERS = 64;

    /** The command line is wrong; the message says how. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    static Arguments parse(String... args) throws Wrong {
        List<Path> files = new ArrayList<>();
        int workers = 4;
        boolean quiet = false;
        boolean help = false;
        boolean onlyFiles = false;
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (onlyFiles || !arg.startsWith("-")) {
                files.add(Path.of(arg));
            } else if (arg.equals("--")) {
                onlyFiles = true;
            } else if (arg.equals("--quiet")) {
                quiet = true;
            } else if (arg.equals("--help") || arg.equals("-h")) {
                help = true;
            } else if (arg.equals("--workers") && i + 1 < args.length) {
                workers = workers(args[++i]);
            } else if (arg.startsWith("--workers=")) {
                workers = workers(arg.substring("--workers=".length()));
            } else if (arg.equals("--workers")) {
                throw new Wrong("--workers needs a number");
            } else {
                throw new Wrong("unknown option " + arg);
            }
        }
        if (files.isEmpty() && !help) {
            throw new Wrong("no file is given");
        }
        return new Arguments(files, workers, quiet, help);
    }

    private static int workers(String number) throws Wrong {
        try {
            int workers = Integer.parseInt(number);
            if (workers >= 1 && workers <= MOST_WORKERS) {
                return workers;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Wrong("--workers takes a number from 1 to " + MOST_WORKERS + ", not '" + number + "'");
    }
}
