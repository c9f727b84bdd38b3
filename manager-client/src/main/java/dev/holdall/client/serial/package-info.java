/**
 * Java serialization, for those who ask for it: values by an allow-list, and proxies as references.
 *
 * <p>{@link dev.holdall.client.serial.JavaSerialization} is a custom codec; its two streams check every class before it is loaded, and put
 * numbers in the place of proxies. {@link dev.holdall.client.serial.SerializedProxy} is what a proxy is in any other stream. The package
 * knows codecs and references, and no proxy.
 */
@NullMarked
package dev.holdall.client.serial;

import org.jspecify.annotations.NullMarked;
