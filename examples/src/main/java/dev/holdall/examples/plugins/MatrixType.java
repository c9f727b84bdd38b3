package dev.holdall.examples.plugins;

import dev.holdall.client.TypeRef;
import dev.holdall.client.plugin.PluginType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Matrices: the manager keeps their rows. */
public final class MatrixType implements PluginType<Matrix, List<List<Double>>> {

    private record Rows(List<List<Double>> rows) implements Matrix {

        private Stream<List<Double>> columns() {
            return IntStream.range(0, rows.get(0).size())
                    .mapToObj(
                            column -> rows.stream().map(row -> row.get(column)).toList());
        }

        @Override
        public Matrix transpose() {
            return new Rows(columns().toList());
        }

        /** The other one may be a proxy: one call fetches its rows. */
        @Override
        public Matrix multiply(Matrix other) {
            Rows factor = new Rows(other.rows());
            if (factor.rows.size() != rows.get(0).size()) {
                throw new IllegalArgumentException(
                        "a matrix with " + rows.get(0).size() + " columns cannot be multiplied by one with "
                                + factor.rows.size() + " rows");
            }
            List<List<Double>> columns = factor.columns().toList();
            return new Rows(rows.stream()
                    .map(row ->
                            columns.stream().map(column -> product(row, column)).toList())
                    .toList());
        }

        private static double product(List<Double> row, List<Double> column) {
            return IntStream.range(0, row.size())
                    .mapToDouble(i -> row.get(i) * column.get(i))
                    .sum();
        }
    }

    @Override
    public Class<Matrix> exposed() {
        return Matrix.class;
    }

    @Override
    public TypeRef<List<List<Double>>> state() {
        return new TypeRef<>() {};
    }

    /** Takes the rows, each a list of numbers of the same length. */
    @Override
    public List<List<Double>> create(@Nullable Object... arguments) {
        List<List<Double>> rows = new ArrayList<>();
        for (Object argument : Arrays.asList(arguments)) {
            if (!(argument instanceof List<?> row)
                    || row.isEmpty()
                    || !rows.isEmpty() && row.size() != rows.get(0).size()) {
                throw new IllegalArgumentException("a matrix is made of rows of the same length, not of " + argument);
            }
            rows.add(row.stream().map(number -> ((Number) number).doubleValue()).toList());
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a matrix has at least one row");
        }
        return rows;
    }

    @Override
    public Matrix restore(List<List<Double>> state) {
        return new Rows(state);
    }

    @Override
    public List<List<Double>> save(Matrix matrix) {
        return matrix.rows();
    }
}
