/** A network that can be broken: a TCP proxy between clients and manager that cuts, stalls, slows down and loses on demand, and counts what that did. */
@NullMarked
package dev.holdall.faults.network;

import org.jspecify.annotations.NullMarked;
