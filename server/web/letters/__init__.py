"""What has to be read: letters and their files, notices, reports of a browser’s warning."""
