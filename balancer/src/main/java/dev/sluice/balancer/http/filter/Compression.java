package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.CompressConfig;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides whether an answer is to be compressed: one that the client takes so, that is worth it,
 * that is whole and not coded yet, and that nobody forbade to change. Never a stream of events,
 * which would come late. Immutable; for any thread.
 */
public final class Compression {

  private static final String EVENTS = "text/event-stream";

  private final CompressConfig config;
  private final List<Coding> codings;

  /**
   * As configured.
   *
   * @param available of the codings, those that this machine can do
   */
  public Compression(CompressConfig config, Predicate<Coding> available) {
    this.config = config;
    this.codings = config.codings().stream().filter(available).toList();
  }

  /**
   * Chooses the coding, and changes the head for it. The head of an answer to HEAD becomes what
   * that to GET would be (RFC 9110, section 9.3.2), though there is no body to be coded.
   *
   * @param edits to the answer's head, as they are so far
   * @return empty to leave the body as it is
   */
  public Optional<Coding> choose(RequestHead request, ResponseHead answer, HeadEdits edits) {
    if (!isEligible(answer, edits)) {
      return Optional.empty();
    }
    // Also where it is not compressed for this client: a cache may keep it for others.
    edits.add(FieldName.VARY, "Accept-Encoding");
    boolean head = request.method().equals("HEAD");
    long length = head ? announced(answer, edits) : answer.length();
    boolean worthIt = length == BodyLength.UNKNOWN || length >= config.minimum();
    if (length == BodyLength.NONE || !worthIt) {
      return Optional.empty();
    }
    Optional<Coding> coding = AcceptedCodings.best(request.fields(), codings);
    coding.ifPresent(chosen -> describe(chosen, answer, edits));
    return head ? Optional.empty() : coding;
  }

  private static long announced(ResponseHead answer, HeadEdits edits) {
    try {
      return edits
          .first(answer.fields(), FieldName.CONTENT_LENGTH)
          .map(Long::parseLong)
          .orElse(BodyLength.UNKNOWN);
    } catch (NumberFormatException notANumber) {
      return BodyLength.NONE;
    }
  }

  private boolean isEligible(ResponseHead answer, HeadEdits edits) {
    int status = answer.status();
    return status >= 200
        && status != 204
        && status != 206
        && status != 304
        && !coded(answer, edits)
        && !mustStay(answer, edits)
        && isCompressible(edits.first(answer.fields(), FieldName.CONTENT_TYPE).orElse(""));
  }

  private static boolean coded(ResponseHead answer, HeadEdits edits) {
    return edits
        .first(answer.fields(), FieldName.CONTENT_ENCODING)
        .filter(coding -> !coding.equalsIgnoreCase("identity"))
        .isPresent();
  }

  // RFC 9111, section 5.2.2.6
  private static boolean mustStay(ResponseHead answer, HeadEdits edits) {
    for (int i = 0; i < edits.added(); i++) {
      if (edits.addedName(i).equals(FieldName.CACHE_CONTROL) && forbids(edits.addedValue(i))) {
        return true;
      }
    }
    return !edits.removes(FieldName.CACHE_CONTROL)
        && answer.fields().all(FieldName.CACHE_CONTROL).stream().anyMatch(Compression::forbids);
  }

  private static boolean forbids(String cacheControl) {
    return cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
  }

  private boolean isCompressible(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    if (type.equals(EVENTS)) {
      return false;
    }
    String kind = type.substring(0, type.indexOf('/') + 1) + "*";
    return config.types().contains(type) || config.types().contains(kind);
  }

  private static void describe(Coding coding, ResponseHead answer, HeadEdits edits) {
    edits.set(FieldName.CONTENT_ENCODING, coding.id());
    edits.remove(FieldName.CONTENT_LENGTH);
    // Ranges of what was coded on the way can't be asked for again.
    edits.remove(FieldName.ACCEPT_RANGES);
    // Of other bytes: what is the same, but not byte by byte, has a weak tag (RFC 9110, 8.8.3).
    edits
        .first(answer.fields(), FieldName.ETAG)
        .filter(tag -> !tag.startsWith("W/"))
        .ifPresent(tag -> edits.set(FieldName.ETAG, "W/" + tag));
  }
}
