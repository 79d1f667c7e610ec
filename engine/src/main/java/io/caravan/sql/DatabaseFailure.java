package io.caravan.sql;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * A transaction did not commit, or nobody knows whether it did.
 *
 * <p>Carries the SQLSTATE and the name of the constraint only: a server's message can quote the values of a row.
 */
public final class DatabaseFailure extends RuntimeException {

    /** What the caller can do about it. */
    public enum Kind {
        /** Another transaction won (serialization, deadlock, lock timeout): the same work can be tried again at once. */
        CONFLICT,
        /** The server cannot be asked or is short of something: the same work can be tried again later. */
        TRANSIENT,
        /** The server refuses these values: trying the same again is useless. */
        DATA,
        /** A mistake of ours or of the installation: syntax, missing table, missing right. */
        MISTAKE
    }

    private final Kind kind;
    private final String sqlState;

    private DatabaseFailure(Kind kind, String sqlState, String constraint, @Nullable Throwable cause) {
        super(describe(kind, sqlState, constraint), cause);
        this.kind = kind;
        this.sqlState = sqlState;
    }

    /** Reads the kind from the SQLSTATE. */
    public static DatabaseFailure of(SQLException failure) {
        String state = state(failure);
        Kind kind = kind(failure, state);
        // Only where the message cannot hold values of a row is it kept for the log.
        Throwable cause = kind == Kind.DATA ? null : failure;
        DatabaseFailure result = new DatabaseFailure(kind, state, constraint(failure), cause);
        if (kind == Kind.DATA) {
            result.setStackTrace(failure.getStackTrace());
        }
        return result;
    }

    public Kind kind() {
        return kind;
    }

    /** Five characters; empty where the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether the same work may succeed when it is tried again, now or later. */
    public boolean isTransient() {
        return kind == Kind.TRANSIENT || kind == Kind.CONFLICT;
    }

    private static String state(SQLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static Kind kind(SQLException failure, String state) {
        if (state.equals("40001") || state.equals("40P01") || state.equals("55P03")) {
            return Kind.CONFLICT;
        }
        String category = state.length() == 5 ? state.substring(0, 2) : "";
        return switch (category) {
            case "22", "23", "44" -> Kind.DATA;
            // connection, rollback, resources, operator intervention (shutdown, cancel), system error
            case "08", "40", "53", "57", "58", "25", "F0" -> Kind.TRANSIENT;
            case "" -> Kind.TRANSIENT;
            default ->
                failure instanceof SQLTransientException || failure instanceof SQLRecoverableException
                        ? Kind.TRANSIENT
                        : Kind.MISTAKE;
        };
    }

    private static String constraint(SQLException failure) {
        if (failure instanceof PSQLException psql
                && psql.getServerErrorMessage() != null
                && psql.getServerErrorMessage().getConstraint() != null) {
            return psql.getServerErrorMessage().getConstraint();
        }
        return "";
    }

    private static String describe(Kind kind, String sqlState, String constraint) {
        String what = switch (kind) {
            case CONFLICT -> "another transaction came first";
            case TRANSIENT -> "the database cannot be asked now";
            case DATA -> "the database refuses a value";
            case MISTAKE -> "the database does not understand the statement";
        };
        return what + " (SQLSTATE " + (sqlState.isEmpty() ? "none" : sqlState)
                + (constraint.isEmpty() ? "" : ", constraint " + constraint) + ")";
    }
}
