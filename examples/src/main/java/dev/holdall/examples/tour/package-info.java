/**
 * Every type of shared object, a few lines each; {@link dev.holdall.examples.tour.Tour} is the program and lists them.
 *
 * <p>{@link dev.holdall.examples.tour.Containers}, {@link dev.holdall.examples.tour.Variables}, {@link
 * dev.holdall.examples.tour.Locks}, {@link dev.holdall.examples.tour.Meetings} and {@link dev.holdall.examples.tour.OwnTypes} have a method a
 * type; {@link dev.holdall.examples.tour.Findings} compares.
 */
@NullMarked
package dev.holdall.examples.tour;

import org.jspecify.annotations.NullMarked;
