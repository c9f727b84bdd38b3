/** Programs that show what Holdall is for; each is run by the build too, which compares what it prints. */
@NullMarked
package dev.holdall.examples;

import org.jspecify.annotations.NullMarked;
