-- For wrk: each of its threads connects to an address of its own, so that connections that have just
-- ended don't leave it without ports.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread.addr = wrk.lookup("127.0.0." .. threads, wrk.port)[1]
end
