/**
 * What the fuzz tests have in common. Each is a {@code *Target} that takes an input apart and checks what must hold; a {@code *Fuzz}, which
 * Jazzer drives for hours under the profile {@code fuzz}; and a {@code *FuzzTest}, which every build runs: all inputs that are kept in the
 * resources, and a few seconds of chance.
 */
package dev.holdall.fuzz;
