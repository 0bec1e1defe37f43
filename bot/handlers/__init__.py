"""What each update makes happen: questions, buttons, the commands of administrators."""
