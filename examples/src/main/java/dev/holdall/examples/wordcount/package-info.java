/** Counts the words of large files with several worker processes; {@link dev.holdall.examples.wordcount.WordCount} is the program. */
@NullMarked
package dev.holdall.examples.wordcount;

import org.jspecify.annotations.NullMarked;
