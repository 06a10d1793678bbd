package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.filter.Redirection;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import dev.sluice.balancer.http.stream.MessageFilter.Target;
import java.nio.charset.StandardCharsets;

/** Sends clients elsewhere, whatever the method. Immutable. */
public final class RedirectAnswer implements Action {

  private final Redirection redirection;

  public RedirectAnswer(Destination.Redirect redirect) {
    this.redirection = new Redirection(redirect);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    request.listen(LocalAnswer.NOBODY);
    Origin origin = new Origin(record.server(), record.rule());
    String location =
        redirection.location(
            new Subject(request.head(), request.client(), record.requestId(), origin, Target.NONE));
    FieldList fields =
        FieldList.of()
            .add(FieldName.LOCATION, location)
            .add(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8");
    byte[] body = (redirection.status() + " " + location + "\n").getBytes(StandardCharsets.UTF_8);
    LocalAnswer.send(request, record, redirection.status(), fields, body);
  }
}
