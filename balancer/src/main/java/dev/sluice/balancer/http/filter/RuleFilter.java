package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.FilterConfig;
import dev.sluice.balancer.http.coding.CompressedBody;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.MessageFilter;
import java.util.Optional;

/** All that a rule changes in its messages. Immutable; for any thread. */
public final class RuleFilter implements MessageFilter {

  private final PathChanges path;
  private final FieldChanges request;
  private final FieldChanges response;
  private final Optional<Cors> cors;
  private final Optional<Compression> compression;

  private RuleFilter(FilterConfig config) {
    this.path = new PathChanges(config.path());
    this.request = new FieldChanges(config.request());
    this.response = new FieldChanges(config.response());
    this.cors = config.cors().map(Cors::new);
    this.compression =
        config.compress().map(wanted -> new Compression(wanted, CompressedBody::isAvailable));
  }

  /** As configured; {@link MessageFilter#NONE} where nothing is to be changed. */
  public static MessageFilter of(FilterConfig config) {
    return config.equals(FilterConfig.NONE) ? MessageFilter.NONE : new RuleFilter(config);
  }

  @Override
  public void request(Subject subject, HeadEdits edits) {
    String target = subject.request().target();
    String wanted = path.apply(target, subject);
    if (!wanted.equals(target)) {
      edits.target(wanted);
    }
    request.apply(subject, edits);
  }

  @Override
  public BodyFilter answer(Subject subject, ResponseHead head, HeadEdits edits) {
    response.apply(subject, edits);
    if (cors.isPresent()) {
      cors.get().apply(subject.request(), edits);
    }
    if (compression.isEmpty()) {
      return BodyFilter.NONE;
    }
    // Last, as it looks at the type that the answer has by now.
    Optional<Coding> coding = compression.get().choose(subject.request(), head, edits);
    return coding.isEmpty() ? BodyFilter.NONE : client -> new CompressedBody(coding.get(), client);
  }
}
