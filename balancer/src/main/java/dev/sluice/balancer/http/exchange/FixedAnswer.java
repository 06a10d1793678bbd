package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.stream.Downstream;
import java.nio.charset.StandardCharsets;

/** A rule's own answer, whatever the method. Immutable. */
public final class FixedAnswer implements Action {

  private final int status;
  private final String contentType;
  private final byte[] body;

  public FixedAnswer(Destination.Respond respond) {
    this.status = respond.status();
    this.contentType = respond.contentType();
    this.body = respond.body().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    request.listen(LocalAnswer.NOBODY);
    FieldList fields = FieldList.of().add(FieldName.CONTENT_TYPE, contentType);
    LocalAnswer.send(request, record, status, fields, body);
  }
}
