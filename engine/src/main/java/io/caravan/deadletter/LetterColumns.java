package io.caravan.deadletter;

import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What letters of messages and of rows have in common, as arrays. */
final class LetterColumns {
    final Short[] classes;
    final String[] sources;
    final String[] codes;
    final Short[] causes;
    final String[] places;
    final Long[] groups;
    private final Integer[] hl7Codes;
    private final String[] messageTypes;
    private final Long[] patients;
    private final String[] routes;
    private final String[] maps;

    LetterColumns(int size) {
        classes = new Short[size];
        sources = new String[size];
        codes = new String[size];
        causes = new Short[size];
        places = new String[size];
        groups = new Long[size];
        hl7Codes = new Integer[size];
        messageTypes = new String[size];
        patients = new Long[size];
        routes = new String[size];
        maps = new String[size];
    }

    int size() {
        return classes.length;
    }

    void set(int i, DataClass dataClass, String source, Failure failure, Circumstances circumstances) {
        Ran ran = circumstances.running(dataClass);
        classes[i] = (short) dataClass.ordinal();
        sources[i] = source;
        hl7Codes[i] = failure.hl7Code();
        codes[i] = failure.code();
        causes[i] = (short) failure.cause().ordinal();
        places[i] = failure.step() + " " + failure.place();
        routes[i] = ran.route();
        maps[i] = ran.map();
    }

    void set(int i, String messageType, long patientHash) {
        messageTypes[i] = messageType;
        patients[i] = patientHash;
    }

    /** @return the next parameter's number */
    int bind(PreparedStatement statement, Connection connection, int first) throws SQLException {
        int next = first;
        statement.setArray(next++, connection.createArrayOf("smallint", classes));
        statement.setArray(next++, connection.createArrayOf("text", sources));
        statement.setArray(next++, connection.createArrayOf("int", hl7Codes));
        statement.setArray(next++, connection.createArrayOf("text", codes));
        statement.setArray(next++, connection.createArrayOf("smallint", causes));
        statement.setArray(next++, connection.createArrayOf("text", places));
        statement.setArray(next++, connection.createArrayOf("bigint", groups));
        statement.setArray(next++, connection.createArrayOf("text", messageTypes));
        statement.setArray(next++, connection.createArrayOf("bigint", patients));
        statement.setArray(next++, connection.createArrayOf("text", routes));
        statement.setArray(next++, connection.createArrayOf("text", maps));
        return next;
    }
}
