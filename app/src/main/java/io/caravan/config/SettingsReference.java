package io.caravan.config;

/** The reference of all keys, as Markdown: written from the same catalogue that is read by. */
final class SettingsReference {

    private SettingsReference() {}

    static String markdown() {
        StringBuilder out = new StringBuilder("""
                # Configuration

                Written from the code by `ReferenceTest`; do not edit by hand.

                Keys stand in `application.properties` in the config folder. Each can also come from the environment (`CARAVAN_` and the key
                in upper case, dots and dashes as `_`) and from `--set key=value`: `--set` beats the environment, the environment beats the
                file. A blank value means "not given". An unknown key stops the start with a suggestion; so does a wrong value, and a source
                without a declaration that its data class needs. Everything that is wrong is listed at once, and the exit code is 3.

                `<class>` is one of `adt`, `orders`, `labs`, `medications`; other names in angle brackets are the site's own.

                Besides the keys: `authorities.csv` (`namespace,uri`), `codes/*.csv` (`code,system,target,display`) and `sql/*.sql`, all in the
                config folder.

                Which declarations a source must have: every feed `zone`, `master-identifier-type`, `error-policy`, `processing-id`; for `adt` also
                `al1-mode`, `iam-mode`, `dg1-mode`, `nk1-mode`, `in1-mode`, `allergy-severity`, `demographics`; for `orders` and `medications` also
                `cancel-request`. A legacy database must have `zone` and `authority.patient`.

                | key | values | usual | meaning |
                |---|---|---|---|
                """);
        for (ConfigKey key : ConfigKeys.ALL) {
            out.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(key.kind().label().replace("|", "\\|"))
                    .append(key.kind().isSecret() ? "secret" : "")
                    .append(" | ")
                    .append(key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`")
                    .append(" | ")
                    .append(key.meaning())
                    .append(" |\n");
        }
        return out.toString();
    }
}
