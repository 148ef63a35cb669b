# Runs in a sandbox's toolbox, as the student: the only one through whom the workspace is read and changed.
# Says on standard output what is there and what changes; takes changes on standard input. See agent.ts for the words.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Errno qw(ENOENT EEXIST EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR ENOTEMPTY);
use Fcntl qw(:mode O_RDONLY O_WRONLY O_CREAT O_TRUNC O_NOFOLLOW O_NONBLOCK);
use Time::HiRes ();

my ($root, $interval, $max_entries, $max_text, $max_hashed, $max_batch) = @ARGV;
chdir $root or die "$root: $!";
binmode STDIN;
binmode STDOUT;
my %ignored = map { $_ => 1 } qw(.git node_modules);

# path => { sign, kind, size, hash }
my %known;
my $was_truncated = 0;
my $input = '';
my $is_first = 1;

my $pause = $interval;
scan();
while (1) {
  my $ready = '';
  vec($ready, 0, 1) = 1;
  if (select($ready, undef, undef, $pause)) {
    my $got = sysread(STDIN, $input, 65536, length $input);
    exit 0 unless $got;
    while (take()) { }
    next;
  }
  my $began = Time::HiRes::time();
  scan();
  # A large workspace is looked at less often.
  my $cost = Time::HiRes::time() - $began;
  $pause = $cost * 10 > $interval ? $cost * 10 : $interval;
}

sub say_all {
  my $text = join '', @_;
  my $done = 0;
  while ($done < length $text) {
    my $wrote = syswrite(STDOUT, $text, length($text) - $done, $done);
    exit 0 unless defined $wrote;
    $done += $wrote;
  }
}

# One request from the input, if a whole one is there: "op id path base to length\n" and the content.
sub take {
  my $end = index($input, "\n");
  return 0 if $end < 0;
  my ($op, $id, $path, $base, $to, $length) = split / /, substr($input, 0, $end);
  return 0 if length($input) < $end + 1 + $length;
  my $content = substr($input, $end + 1, $length);
  substr($input, 0, $end + 1 + $length) = '';
  ($path, $to) = map { $_ eq '-' ? '' : pack 'H*', $_ } $path, $to;
  my $answer = eval { answer($op, $path, $base, $to, $content) } || 'error other';
  scan();
  my $hash = $known{$path} ? $known{$path}{hash} : '-';
  say_all($answer eq 'done' ? "done $id $hash\n" : "$answer $id\n");
  return 1;
}

sub answer {
  my ($op, $path, $base, $to, $content) = @_;
  return write_file($path, $base, $content) if $op eq 'write';
  return remove($path, $base) if $op eq 'remove';
  return rename_file($path, $to) if $op eq 'rename';
  return make_folders("$path/") || 'done' if $op eq 'folder';
  return 'done';
}

sub problem {
  my $code = 0 + $!;
  return 'error missing' if $code == ENOENT;
  return 'error exists' if $code == EEXIST || $code == ENOTDIR || $code == EISDIR || $code == ENOTEMPTY;
  return 'error denied' if $code == EACCES || $code == EPERM || $code == EROFS;
  return 'error full' if $code == ENOSPC || $code == EDQUOT;
  return 'error other';
}

# The file as it is now: its hash, '-' when there is nothing, 'no' when it is no file or cannot be read.
sub hash_now {
  my ($path) = @_;
  my @stat = CORE::lstat $path;
  return '-' unless @stat;
  my $read = read_file($path, $max_hashed);
  return defined $read ? sha256_hex($read) : 'no';
}

sub write_file {
  my ($path, $base, $content) = @_;
  my $now = hash_now($path);
  # The same once more: an answer may have been lost.
  return 'done' if $now eq sha256_hex($content);
  return 'conflict' if $now ne $base;
  my $failed = make_folders($path);
  return $failed if $failed;
  # In place: a container that has this one file mounted sees the change.
  sysopen(my $file, $path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0644) or return problem();
  my $done = 0;
  while ($done < length $content) {
    my $wrote = syswrite($file, $content, length($content) - $done, $done);
    return problem() unless defined $wrote;
    $done += $wrote;
  }
  close $file or return problem();
  return 'done';
}

sub remove {
  my ($path, $base) = @_;
  my @stat = CORE::lstat $path;
  return 'done' unless @stat;
  return 'conflict' if $base ne '-' && hash_now($path) ne $base;
  return remove_all($path) ? 'done' : problem();
}

sub remove_all {
  my ($path) = @_;
  my @stat = CORE::lstat $path or return 1;
  return unlink $path unless S_ISDIR($stat[2]);
  opendir(my $folder, $path) or return 0;
  my @names = grep { $_ ne '.' && $_ ne '..' } readdir $folder;
  closedir $folder;
  for my $name (@names) { remove_all("$path/$name") or return 0 }
  return rmdir $path;
}

sub rename_file {
  my ($path, $to) = @_;
  my @stat = CORE::lstat $to;
  return 'error exists' if @stat;
  return make_folders($to) || (rename($path, $to) ? 'done' : problem());
}

sub make_folders {
  my ($path) = @_;
  my $at = 0;
  while (($at = index($path, '/', $at)) >= 0) {
    my $folder = substr($path, 0, $at++);
    next if mkdir $folder;
    return problem() unless $! == EEXIST;
    return 'error exists' unless -d $folder;
  }
  return '';
}

sub read_file {
  my ($path, $limit) = @_;
  sysopen(my $file, $path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) or return undef;
  return undef unless -f $file && -s _ <= $limit;
  binmode $file;
  my $content = '';
  while (length $content <= $limit) {
    my $got = sysread($file, $content, 65536, length $content);
    return undef unless defined $got;
    return $content if $got == 0;
  }
  return undef;
}

sub scan {
  my %seen;
  my @said;
  my $batch = 0;
  my $truncated = 0;
  my @folders = ('');
  FOLDER: while (defined(my $folder = shift @folders)) {
    opendir(my $handle, $folder eq '' ? '.' : $folder) or next;
    # What is still being uploaded is no file yet.
    my @names = sort grep { $_ ne '.' && $_ ne '..' && !$ignored{$_} && !/^\.uploading\.\w{6}\z/ } readdir $handle;
    closedir $handle;
    for my $name (@names) {
      my $path = $folder eq '' ? $name : "$folder/$name";
      my @stat = Time::HiRes::lstat($path) or next;
      if (keys %seen >= $max_entries) { $truncated = 1; last FOLDER }
      $seen{$path} = 1;
      my $mode = $stat[2];
      my $kind = S_ISREG($mode) ? 'file' : S_ISDIR($mode) ? 'directory' : S_ISLNK($mode) ? 'link' : 'other';
      push @folders, $path if $kind eq 'directory';
      my $sign = $kind eq 'directory' ? $kind : join ' ', $kind, @stat[1, 2, 7, 9, 10];
      my $entry = $known{$path};
      next if $entry && $entry->{sign} eq $sign;
      next if $batch > $max_batch;
      my $size = $kind eq 'file' ? $stat[7] : 0;
      my $content = $kind eq 'file' ? read_file($path, $max_hashed) : undef;
      my $hash = defined $content ? sha256_hex($content) : '-';
      # A file that is changed twice within one tick of the file system's clock looks the same: look again.
      my $is_young = $kind eq 'file' && abs(Time::HiRes::time() - $stat[10]) < 0.1;
      my $same = $entry && $entry->{kind} eq $kind && $entry->{size} == $size && $entry->{hash} eq $hash;
      $known{$path} = { sign => $is_young ? '' : $sign, kind => $kind, size => $size, hash => $hash };
      next if $same;
      my $is_text = defined $content && length $content <= $max_text;
      $size = length $content if defined $content;
      my $length = $is_text ? length $content : '-';
      push @said, "file " . unpack('H*', $path) . " $kind $size $hash $length\n", $is_text ? $content : '';
      $batch += length $content if $is_text;
    }
  }
  for my $path (keys %known) {
    next if $seen{$path};
    delete $known{$path};
    push @said, "gone " . unpack('H*', $path) . "\n";
  }
  return unless @said || $truncated != $was_truncated || $is_first;
  $was_truncated = $truncated;
  $is_first = 0;
  say_all(@said, "end $truncated\n");
}
