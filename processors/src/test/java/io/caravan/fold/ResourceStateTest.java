package io.caravan.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResourceStateTest {
    private static final ResourceKey KEY = new ResourceKey(ResourceType.ENCOUNTER, new UUID(1, 2));
    private final ResourceState state = ResourceState.empty(KEY);

    @Test
    void anOlderValueFillsWhatIsUnknownAndOverridesNothing() {
        state.apply(field("status", "\"finished\"", 5));

        assertThat(state.apply(field("status", "\"planned\"", 4))).isFalse();
        assertThat(state.apply(field("class", "\"IMP\"", 4))).isTrue();
        assertThat(state.find("status")).contains("\"finished\"");
        assertThat(state.find("class")).contains("\"IMP\"");
    }

    @Test
    void aClearedFieldStaysClearedForOlderValues() {
        state.apply(field("period.end", null, 5));

        assertThat(state.apply(field("period.end", "\"2026\"", 4))).isFalse();
        assertThat(state.find("period.end")).isEmpty();
        assertThat(state.knows("period.end")).isTrue();
    }

    @Test
    void ofTwoValuesOfOneVersionTheGreaterDecidesWhateverTheOrder() {
        state.apply(field("a", "\"1\"", 5));
        state.apply(field("a", "\"2\"", 5));
        state.apply(field("b", "\"2\"", 5));
        state.apply(field("b", "\"1\"", 5));

        assertThat(state.find("a")).isEqualTo(state.find("b")).contains("\"2\"");
    }

    @Test
    void whatDoesNotChangeTheStateIsNotCountedAsAChange() {
        state.apply(field("a", "\"1\"", 5));
        state.assign(new UUID(3, 4));
        int changes = state.changes();

        state.apply(field("a", "\"1\"", 5));
        state.apply(field("a", "\"0\"", 4));
        state.assign(new UUID(3, 4));

        assertThat(state.changes()).isEqualTo(changes).isEqualTo(2);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        state.apply(field("a", "\"1\"", 5));
        ResourceState copy = state.copy();

        copy.apply(field("a", "\"2\"", 6));

        assertThat(state.find("a")).contains("\"1\"");
        assertThat(copy.changes()).isEqualTo(state.changes() + 1);
    }

    @Test
    void entriesUnderAPrefixAreOnlyThose() {
        state.apply(field("#event[a]", "1", 1));
        state.apply(field("#event[b]", "2", 1));
        state.apply(field("#eventual", "3", 1));

        assertThat(state.fieldsUnder("#event[")).containsOnlyKeys("#event[a]", "#event[b]");
    }

    @Test
    void bytesOfAnUnknownFormatAreRefused() {
        assertThatThrownBy(() -> StateCodec.read(KEY, new byte[] {9, 0, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown format");
    }

    private static Change.Field field(String path, String json, long micros) {
        return new Change.Field(path, json, new Version(Version.OWNER, micros, 0));
    }
}
