package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code user}. */
final class UserCommands {

    private UserCommands() {}

    /** What all of them print. */
    abstract static class Users extends ApiCommand {
        Users(CommandContext context) {
            super(context);
        }

        @Override
        String show(JsonNode answer) {
            Table table = new Table("name", "roles");
            answer.forEach(user -> table.row(
                    user.path("name").asText(),
                    StreamSupport.stream(user.path("roles").spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", "))));
            return table.toString();
        }
    }

    @Command(name = "list", description = "The local users and their roles.")
    static final class ListUsers extends Users {
        ListUsers(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.get("/api/users");
        }
    }

    @Command(name = "add", description = "Adds a user, or gives one another password and other roles.")
    static final class Add extends Users {
        @Parameters(paramLabel = "NAME", description = "Name of the user.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                split = ",",
                description =
                        "viewer, operator, repairer, approver, scheduler, engineer, auditor, admin; ROLE@CLASS for one class only;"
                                + " may be given several times.")
        private List<String> roles = List.of();

        @Option(
                names = "--new-password",
                paramLabel = "TEXT",
                required = true,
                arity = "0..1",
                interactive = true,
                description = "The user's password; without a value it is asked for.")
        private String newPassword = "";

        Add(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            ObjectNode body = body().put("password", newPassword);
            roles.forEach(body.putArray("roles")::add);
            return client.put("/api/users/" + encode(name), body);
        }
    }

    @Command(name = "remove", description = "Removes a user.")
    static final class Remove extends Users {
        @Parameters(paramLabel = "NAME", description = "Name of the user.")
        private String name = "";

        Remove(CommandContext context) {
            super(context);
        }

        @Override
        JsonNode ask(ApiClient client) {
            return client.delete("/api/users/" + encode(name));
        }
    }
}
