package dev.sluice.balancer.http.files;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.List;

/**
 * What of a GET or HEAD counts for its answer. A copy, since it is read on a worker thread, when
 * the request itself may be gone.
 *
 * @param target path and query as they came
 * @param fields those that matter
 */
record Asked(boolean head, RequestPath path, String target, Fields fields) {

  private static final List<FieldName> MATTER =
      List.of(
          FieldName.ACCEPT_ENCODING,
          FieldName.IF_MATCH,
          FieldName.IF_MODIFIED_SINCE,
          FieldName.IF_NONE_MATCH,
          FieldName.IF_RANGE,
          FieldName.IF_UNMODIFIED_SINCE,
          FieldName.RANGE);

  /** To be called on the request's event loop. */
  static Asked of(RequestHead request, RequestPath path) {
    FieldList copy = FieldList.of();
    Fields all = request.fields();
    for (FieldName name : MATTER) {
      if (all.has(name)) {
        all.all(name).forEach(value -> copy.add(name, value));
      }
    }
    return new Asked(request.method().equals("HEAD"), path, request.target(), copy);
  }

  /** The same target with a slash at its path's end. */
  String slashed() {
    int query = target.indexOf('?');
    String asked = query < 0 ? target : target.substring(0, query);
    // One slash in front only: two would make the first name a host.
    int first = 0;
    while (first < asked.length() && asked.charAt(first) == '/') {
      first++;
    }
    return "/" + asked.substring(first) + "/" + (query < 0 ? "" : target.substring(query));
  }
}
