package io.caravan.hl7;

import io.caravan.message.SourceDeclaration;

/**
 * What must be known of a message before it is taken into custody, read from its bytes as they came: the MSH and the key that
 * orders the messages of one patient. The text is not decoded: every string here has one character a byte, so that what is
 * copied into an acknowledgement leaves in the sender's character set. Nothing in the content makes reading fail.
 */
public final class MessageHead {
    private final HeaderSegment msh;
    private final String event;
    private final String patientKey;
    private final int messages;
    private final boolean batch;
    private final String nextFragment;

    private MessageHead(HeaderSegment msh, Body body) {
        this.msh = msh;
        this.event = body.event;
        this.patientKey = body.patientKey;
        this.messages = body.messages;
        this.batch = body.batch;
        this.nextFragment = body.nextFragment;
    }

    public static MessageHead read(byte[] payload, SourceDeclaration source) {
        HeaderSegment msh = HeaderSegment.find(payload);
        Body body = new Body(msh, source);
        body.batch = BatchHeader.isBefore(payload, msh.isAbsent() ? payload.length : msh.start());
        if (!msh.isAbsent()) {
            body.scan(payload);
        }
        return new MessageHead(msh, body);
    }

    /** How many segments there are, the MSH among them: a message of one says nothing but that it came. */
    public static int segments(byte[] payload) {
        HeaderSegment msh = HeaderSegment.find(payload);
        int count = msh.isAbsent() ? 0 : 1;
        for (int at = msh.isAbsent() ? 0 : msh.bodyStart(); at < payload.length; ) {
            int end = HeaderSegment.lineEnd(payload, at);
            count += end - at >= 3 ? 1 : 0;
            at = end + 1;
        }
        return count;
    }

    /** Whether there is no MSH: then this is no HL7 message, and everything else here is empty. */
    public boolean isAbsent() {
        return msh.isAbsent();
    }

    /** How many MSH there are: more than one is several messages in one frame. */
    public int messages() {
        return messages;
    }

    /** Whether there are segments of a batch (FHS, BHS, BTS, FTS) around: then this is the head of its first message. */
    public boolean isBatch() {
        return batch;
    }

    /** Whether it is a piece of a longer message: it goes on behind another (MSH-14), or another behind it (DSC-1). */
    public boolean isFragment() {
        return !nextFragment.isEmpty() || !continuationPointer().isEmpty();
    }

    /** MSH-14: which fragment this one goes on from. */
    public String continuationPointer() {
        return component(14, 1);
    }

    /** DSC-1: the pointer by which the next fragment goes on; empty where none follows. */
    public String nextFragment() {
        return nextFragment;
    }

    /** MSH-13 as received. */
    public String sequenceNumber() {
        return component(13, 1);
    }

    /** Any field of the MSH as received; empty where absent, and beyond MSH-24. */
    public String raw(int field) {
        return msh.field(field).text();
    }

    public char fieldSeparator() {
        return (char) msh.fieldSeparator();
    }

    public char componentSeparator() {
        return (char) msh.componentSeparator();
    }

    public char subcomponentSeparator() {
        return (char) msh.subcomponentSeparator();
    }

    public String sendingApplication() {
        return component(3, 1);
    }

    public String sendingFacility() {
        return component(4, 1);
    }

    public String receivingApplication() {
        return component(5, 1);
    }

    public String receivingFacility() {
        return component(6, 1);
    }

    /** MSH-9.1, e.g. {@code ADT}. */
    public String type() {
        return component(9, 1);
    }

    /** MSH-9.2, else EVN-1, e.g. {@code A01}; empty where neither says it. */
    public String event() {
        return event;
    }

    /** MSH-10, verbatim. */
    public String controlId() {
        return raw(10);
    }

    /** MSH-11.1. */
    public String processingId() {
        return component(11, 1);
    }

    /** MSH-12.1. */
    public String version() {
        return component(12, 1);
    }

    /** MSH-15: when an accept acknowledgement is wanted. */
    public String acceptCondition() {
        return component(15, 1);
    }

    /** MSH-16: when an application acknowledgement is wanted. */
    public String applicationCondition() {
        return component(16, 1);
    }

    /** MSH-18 with its repetitions. */
    public String characterSet() {
        return raw(18);
    }

    /**
     * MSH-3, MSH-4 and MSH-10 as {@code a|b|c}; empty without MSH-10, and for a batch, whose messages have their own: such a
     * message is never a duplicate by its number.
     */
    public String controlKey() {
        String controlId = controlId();
        return controlId.isBlank() || batch ? "" : sender() + '|' + controlId;
    }

    /** MSH-3 and MSH-4 as {@code a|b}: whose numbers and pointers these are. */
    public String sender() {
        return raw(3) + '|' + raw(4);
    }

    /**
     * The patient whose messages stay in order: {@code authority|number} from the PID-3 repetition of the source's master type,
     * else from the first that has a number, else from PID-2; empty where no patient is named. In a merge PID-3 is the
     * survivor.
     */
    public String patientKey() {
        return patientKey;
    }

    private String component(int field, int component) {
        return msh.field(field).part(msh.componentSeparator(), component).text().strip();
    }

    /** Type and event only: the rest may tell who it is about. */
    @Override
    public String toString() {
        return type() + "^" + event();
    }

    /** One walk over the lines after the MSH. */
    private static final class Body {
        private final HeaderSegment msh;
        private final SourceDeclaration source;
        private String event;
        private String patientKey = "";
        private int messages;
        private boolean batch;
        private String nextFragment = "";

        Body(HeaderSegment msh, SourceDeclaration source) {
            this.msh = msh;
            this.source = source;
            this.event = msh.field(9).part(msh.componentSeparator(), 2).text().strip();
        }

        void scan(byte[] payload) {
            messages = 1;
            int at = msh.bodyStart();
            while (at < payload.length) {
                int end = HeaderSegment.lineEnd(payload, at);
                if (end - at > 3) {
                    segment(payload, at, end);
                }
                at = end + 1;
            }
        }

        private void segment(byte[] payload, int start, int end) {
            int at = payload[start] == 0x0B ? start + 1 : start;
            if (HeaderSegment.isHeader(payload, at)) {
                messages++;
            } else if (BatchHeader.isPart(payload, at, end)) {
                batch = true;
            } else if (messages == 1 && named(payload, at, 'D', 'S', 'C')) {
                nextFragment = new Octets(payload, at + 4, end)
                        .part(msh.fieldSeparator(), 1)
                        .part(msh.componentSeparator(), 1)
                        .text()
                        .strip();
            } else if (messages == 1 && patientKey.isEmpty() && named(payload, at, 'P', 'I', 'D')) {
                patientKey = patientKey(new Octets(payload, at + 4, end));
            } else if (messages == 1 && event.isEmpty() && named(payload, at, 'E', 'V', 'N')) {
                event = new Octets(payload, at + 4, end)
                        .part(msh.fieldSeparator(), 1)
                        .part(msh.componentSeparator(), 1)
                        .text()
                        .strip();
            }
        }

        private boolean named(byte[] payload, int at, char first, char second, char third) {
            return at + 3 < payload.length
                    && payload[at] == first
                    && payload[at + 1] == second
                    && payload[at + 2] == third
                    && payload[at + 3] == msh.fieldSeparator();
        }

        private String patientKey(Octets fields) {
            Octets list = fields.part(msh.fieldSeparator(), 3);
            Octets chosen = Octets.NONE;
            for (Octets left = list; !left.isEmpty(); left = left.rest(msh.repetitionSeparator())) {
                Octets identifier = left.part(msh.repetitionSeparator(), 1);
                if (identifier.part(msh.componentSeparator(), 1).isEmpty()) {
                    continue;
                }
                if (identifier.part(msh.componentSeparator(), 5).is(source.masterIdentifierType())) {
                    return key(identifier);
                }
                chosen = chosen.isEmpty() ? identifier : chosen;
            }
            return key(chosen.isEmpty() ? fields.part(msh.fieldSeparator(), 2) : chosen);
        }

        private String key(Octets identifier) {
            Octets number = identifier.part(msh.componentSeparator(), 1);
            if (number.isEmpty() || number.is("\"\"")) {
                return "";
            }
            Octets authority = identifier.part(msh.componentSeparator(), 4);
            Octets namespace = authority.part(msh.subcomponentSeparator(), 1);
            Octets universal = authority.part(msh.subcomponentSeparator(), 2);
            String named = (namespace.isEmpty() ? universal : namespace).text();
            return (named.isEmpty() ? source.authorities().patient() : named) + '|' + number.text();
        }
    }
}
