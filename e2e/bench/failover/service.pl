#!/usr/bin/perl
# The controlled service: answers each datagram with its name and the same text; needs 50 ms to stop and answers
# until then. Perl without a module, because it starts within some milliseconds and comes with every Debian.
#
#   service.pl NAME ADDRESS PORT

my ($name, $address, $port) = @ARGV;
# As on Linux: AF_INET 2, SOCK_DGRAM 2, IPPROTO_UDP 17, and struct sockaddr_in (ip(7)).
socket(my $socket, 2, 2, 17) or die "socket: $!";
bind($socket, pack('S n C4 x8', 2, $port, split(/\./, $address))) or die "bind: $!";
$SIG{TERM} = sub {
  $SIG{TERM} = 'IGNORE';
  return if fork();
  select(undef, undef, undef, 0.05);
  kill 'KILL', getppid();
  exit;
};
while (1) {
  my $asker = recv($socket, my $text, 64, 0);
  send($socket, "$name $text", 0, $asker) if $asker;
}
