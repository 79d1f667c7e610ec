package io.caravan.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantTest {

    @Test
    void aRoleForOneClassBringsItsRightsForThatClassOnly() {
        User user = new User("lara", Set.of(Grant.parse("operator@labs"), Grant.parse("viewer@orders")));

        assertThat(user.may(Right.REPLAY)).isTrue();
        assertThat(user.may(Right.REPLAY, DataClass.LABS)).isTrue();
        assertThat(user.may(Right.REPLAY, DataClass.ORDERS)).isFalse();
        assertThat(user.classes(Right.SEE_LISTS)).containsExactlyInAnyOrder(DataClass.LABS, DataClass.ORDERS);
        assertThat(user.may(Right.SEE_BODY)).isFalse();
    }

    @Test
    void whatIsNotByClassIsNeverGivenForOne() {
        User user = new User(
                "lara", Set.of(Grant.parse("admin@labs"), Grant.parse("auditor@labs"), Grant.parse("engineer@labs")));

        assertThat(user.may(Right.MANAGE_USERS)).isFalse();
        assertThat(user.may(Right.SEE_AUDIT)).isFalse();
        assertThat(user.may(Right.READ_CLEAR)).isFalse();
        assertThat(user.may(Right.READ_CLEAR, DataClass.LABS)).isFalse();
        assertThat(user.may(Right.SEE_STATUS, DataClass.LABS)).isTrue();
    }

    @Test
    void nobodyWhoOperatesSeesBodiesWithoutSayingWhy() {
        User operator = new User("otto", Set.of(Grant.of(Role.OPERATOR)));

        assertThat(operator.may(Right.SEE_BODY)).isFalse();
        assertThat(operator.may(Right.EDIT)).isFalse();
        assertThat(operator.may(Right.BREAK_GLASS)).isTrue();
    }

    @Test
    void grantsStandInTheUsersFileAsTheyAreWritten(@TempDir Path folder) {
        UsersFile users = new UsersFile(folder.resolve("users"));
        User user = new User("lara", Set.of(Grant.parse("operator@labs"), Grant.parse("viewer")));

        users.put(user, "a password");

        assertThat(new UsersFile(folder.resolve("users")).list()).containsExactly(user);
        assertThat(Grant.parse("operator@labs").label()).isEqualTo("operator@labs");
        assertThatThrownBy(() -> Grant.parse("king")).hasMessageContaining("repairer");
        assertThatThrownBy(() -> Grant.parse("operator@dragons")).isInstanceOf(UsersProblem.class);
    }
}
