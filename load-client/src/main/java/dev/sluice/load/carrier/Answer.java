package dev.sluice.load.carrier;

/**
 * What came back for one request.
 *
 * @param status of HTTP; 0 when the protocol has none
 * @param backend who answered, as far as the answer tells
 * @param bytesIn bytes of the answer's body
 * @param bytesOut bytes of the request's body
 * @param text the body, when the plan keeps answers; otherwise empty
 */
public record Answer(int status, String backend, long bytesIn, long bytesOut, String text) {}
