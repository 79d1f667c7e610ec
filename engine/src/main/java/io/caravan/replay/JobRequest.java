package io.caravan.replay;

/**
 * Who asks for a job, and why.
 *
 * @param request chosen by whoever asks: the same request sent again is the same job
 */
public record JobRequest(String request, String actor, String reason) {
    public JobRequest {
        if (request.isBlank() || actor.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("A job has a request id, somebody who asks for it, and a reason");
        }
    }
}
