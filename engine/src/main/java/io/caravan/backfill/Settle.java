package io.caravan.backfill;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When a page may be applied: once the feed has passed the time at which it was read. One for each run, for its reading thread. */
interface Settle {

    /** Before the first SELECT. */
    Ticket begin() throws SQLException;

    /** Right after a SELECT. */
    Ticket afterPage() throws SQLException;

    /** Asked now and then while tickets are waited for. */
    default void remind() throws SQLException {}

    /** What one page waits for. */
    interface Ticket {
        Ticket NONE = new Ticket() {
            @Override
            public boolean isSettled() {
                return true;
            }

            @Override
            public String reason() {
                return "";
            }
        };

        boolean isSettled();

        /** Shown in the status while a run can do nothing else. */
        String reason();
    }

    Settle AT_ONCE = new Settle() {
        @Override
        public Ticket begin() {
            return Ticket.NONE;
        }

        @Override
        public Ticket afterPage() {
            return Ticket.NONE;
        }
    };

    /** A time in which every message comes, as far as anybody has measured. */
    static Settle after(Duration time, String property, InstantSource clock) {
        return new Settle() {
            @Override
            public Ticket begin() {
                return Ticket.NONE;
            }

            @Override
            public Ticket afterPage() {
                Instant due = clock.instant().plus(time);
                return new Ticket() {
                    @Override
                    public boolean isSettled() {
                        return !clock.instant().isBefore(due);
                    }

                    @Override
                    public String reason() {
                        return "for the feed to pass what was read: until " + due + " (" + property + ")";
                    }
                };
            }
        };
    }
}
