package dev.holdall.examples.plugins;

import dev.holdall.client.plugin.PluginObject;
import java.util.List;

/** A matrix that does not change: its methods make new ones, which are shared objects too. */
public interface Matrix extends PluginObject {
    List<List<Double>> rows();

    Matrix transpose();

    /** @throws IllegalArgumentException if the other one has not as many rows as this one has columns */
    Matrix multiply(Matrix other);
}
